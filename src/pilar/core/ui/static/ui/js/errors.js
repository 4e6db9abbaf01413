/** After a form came back with errors: the summary takes the focus, so a screen reader starts there. */

/** @param {Document} root */
export function setUpErrors(root) {
  const summary = root.querySelector("[data-error-summary]");
  if (!(summary instanceof HTMLElement)) return;
  summary.focus();
  root.title = `${summary.querySelector("h2")?.textContent ?? ""} – ${root.title}`;
}
