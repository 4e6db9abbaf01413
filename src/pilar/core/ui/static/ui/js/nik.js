/**
 * Sixteen digits as 4-4-4-4 while typing, pasted in any shape. Listens on the document, so fields that htmx
 * brings later are served too.
 */

/** @param {string} text @returns {string} */
export function grouped(text) {
  const digits = text.replace(/\D/g, "").slice(0, 16);
  return digits.replace(/(\d{4})(?=\d)/g, "$1 ");
}

/** Where the caret belongs after grouping, given how many digits stand before it. @param {string} text @param {number} digits */
export function caretAfter(text, digits) {
  let seen = 0;
  for (let i = 0; i < text.length; i += 1) {
    if (seen === digits) return i;
    if (/\d/.test(text[i])) seen += 1;
  }
  return text.length;
}

/** @param {HTMLInputElement} input */
function regroup(input) {
  const before = input.value.slice(0, input.selectionStart ?? input.value.length).replace(/\D/g, "").length;
  // More than sixteen digits, or letters, stay as typed: the server says what is wrong, nothing typed is dropped.
  if (/[^\d\s.\-]/.test(input.value) || input.value.replace(/\D/g, "").length > 16) return;
  const text = grouped(input.value);
  if (text === input.value) return;
  input.value = text;
  const at = caretAfter(text, before);
  input.setSelectionRange(at, at);
}

/** @param {Document} root */
export function setUpNik(root) {
  root.addEventListener("input", (event) => {
    const input = event.target;
    if (input instanceof HTMLInputElement && input.matches("[data-nik]")) regroup(input);
  });
}
