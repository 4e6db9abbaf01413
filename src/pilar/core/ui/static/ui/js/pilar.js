/** Entry: everything here makes a working page kinder; nothing here is needed for it to work. */
import { setUpDialogs } from "./dialog.js";
import { setUpDrafts } from "./draft.js";
import { setUpErrors } from "./errors.js";
import { setUpFileDrop } from "./file-drop.js";
import { setUpNik } from "./nik.js";
import { setUpShortcuts } from "./shortcuts.js";
import { setUpMenus } from "./menus.js";

setUpNik(document);
setUpFileDrop(document);
setUpDialogs(document);
setUpDrafts(document);
setUpErrors(document);
setUpShortcuts(document);
setUpMenus(document);

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
