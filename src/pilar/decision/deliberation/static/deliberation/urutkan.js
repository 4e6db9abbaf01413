/**
 * Dragging in the order of need: a row is taken at its handle with mouse, pen or finger, and put down where it belongs. The buttons
 * "naik" and "turun" do the same without a pointer; the server hears one act per drop.
 */

const form = document.querySelector("[data-drag]");
const body = form?.closest("section")?.querySelector("tbody");
const EDGE_PX = 80;
const KEPT = "urutkan";

/** @param {HTMLTableSectionElement} body @param {HTMLFormElement} form */
function dragging(body, form) {
  /** @type {{row: HTMLTableRowElement, from: number, before: Element | null} | null} */
  let held = null;

  function put(y) {
    const others = [...body.rows].filter((row) => row !== held.row);
    const under = others.find((row) => { const box = row.getBoundingClientRect(); return y < box.top + box.height / 2; });
    body.insertBefore(held.row, under ?? null);
    if (y < EDGE_PX) window.scrollBy(0, -12);
    if (y > window.innerHeight - EDGE_PX) window.scrollBy(0, 12);
  }
  function back() {
    if (!held) return;
    body.insertBefore(held.row, held.before);
    held.row.classList.remove("is-held");
    held = null;
  }

  for (const handle of body.querySelectorAll("[data-handle]")) handle.hidden = false;
  body.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("[data-handle]");
    if (!handle || event.button !== 0) return;
    event.preventDefault();
    const row = handle.closest("tr");
    held = { row, from: row.sectionRowIndex, before: row.nextElementSibling };
    row.classList.add("is-held");
  });
  // A row that changes its place loses the capture of the pointer; so the whole window listens, and letting go beside the table counts.
  window.addEventListener("pointermove", (event) => { if (held) put(event.clientY); });
  window.addEventListener("pointercancel", back);
  window.addEventListener("keydown", (event) => { if (event.key === "Escape") back(); });
  window.addEventListener("pointerup", () => {
    if (!held) return;
    const { row, from } = held;
    row.classList.remove("is-held");
    held = null;
    if (row.sectionRowIndex === from) return;
    // Not form.elements.item: that is the method of every collection.
    form.elements.namedItem("item").value = row.dataset.item;
    form.elements.namedItem("ke").value = String(row.sectionRowIndex + 1);
    form.submit();
  });
}

/** After "naik" or "turun" the keyboard stands on the same button again, so that a family is moved by pressing on. @param {HTMLTableSectionElement} body */
function followFocus(body) {
  body.addEventListener("submit", (event) => sessionStorage.setItem(KEPT, event.submitter?.getAttribute("aria-label") ?? ""));
  const label = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  const same = [...body.querySelectorAll("button")].find((one) => one.getAttribute("aria-label") === label);
  // The browser goes to the row of the address after this script, which takes the focus away; so only then.
  if (label) window.addEventListener("pageshow", () => requestAnimationFrame(() => same?.focus({ preventScroll: true })), { once: true });
}

if (body instanceof HTMLTableSectionElement) followFocus(body);
if (form instanceof HTMLFormElement && body instanceof HTMLTableSectionElement) dragging(body, form);
