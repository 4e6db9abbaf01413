/** Keys of the review queue: each element with data-key is pressed by its key, unless someone is typing. */

/** @param {EventTarget | null} target */
function isTyping(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches("textarea, select")) return true;
  return target instanceof HTMLInputElement && !["radio", "checkbox", "submit", "button"].includes(target.type);
}

let pressed = false;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing || isTyping(event.target)) return;
  const target = document.querySelector(`[data-review] [data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!(target instanceof HTMLElement) || pressed) return;
  event.preventDefault();
  if (target instanceof HTMLInputElement) {
    target.checked = true;
    return;
  }
  pressed = true; // one key decides one pair, however long it is held
  target.click();
});

addEventListener("pageshow", () => {
  pressed = false;
});
