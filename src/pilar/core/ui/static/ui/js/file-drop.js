/** Dropping a file on the box around a file input. The input stays the control; the box only helps. */

/** @param {Document} root */
export function setUpFileDrop(root) {
  for (const box of root.querySelectorAll("[data-file-drop]")) {
    const input = box.querySelector("input[type=file]");
    if (!(input instanceof HTMLInputElement)) continue;
    const hint = box.querySelector("[data-file-drop-hint]");
    if (hint instanceof HTMLElement && window.matchMedia("(pointer: fine)").matches) hint.hidden = false;
    const over = (/** @type {Event} */ event) => {
      event.preventDefault();
      box.classList.add("is-over");
    };
    box.addEventListener("dragover", over);
    box.addEventListener("dragleave", () => box.classList.remove("is-over"));
    box.addEventListener("drop", (event) => {
      event.preventDefault();
      box.classList.remove("is-over");
      const files = /** @type {DragEvent} */ (event).dataTransfer?.files;
      if (!files?.length || (files.length > 1 && !input.multiple)) return;
      input.files = files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
}
