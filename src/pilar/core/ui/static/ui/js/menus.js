/** Menus made of <details>: Escape and a press elsewhere close them. */

const MENUS = "details.usermenu[open], details.more[open]";

/** @param {Document} root */
export function setUpMenus(root) {
  root.addEventListener("click", (event) => {
    for (const menu of root.querySelectorAll(MENUS)) {
      if (event.target instanceof Node && !menu.contains(event.target)) menu.removeAttribute("open");
    }
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of root.querySelectorAll(MENUS)) {
      menu.removeAttribute("open");
      menu.querySelector("summary")?.focus();
    }
  });
}
