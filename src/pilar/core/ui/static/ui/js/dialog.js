/** A link with data-dialog="id" opens that dialog instead of the page that asks the same question. */

/** @param {Document} root */
export function setUpDialogs(root) {
  root.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("[data-dialog]") : null;
    if (!link) return;
    const dialog = root.getElementById(link.getAttribute("data-dialog") ?? "");
    if (!(dialog instanceof HTMLDialogElement)) return;
    event.preventDefault();
    dialog.showModal();
    dialog.addEventListener("close", () => /** @type {HTMLElement} */ (link).focus(), { once: true });
  });
}
