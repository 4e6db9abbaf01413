/**
 * Drafts: what is typed into <form data-draft="key"> survives a lost connection, a closed tab, a dead battery.
 *
 * Kept in this browser only (localStorage), for three days. Never kept: fields with data-no-draft (NIK, KK, mother's
 * name), passwords, files, hidden fields. A draft of another user is never offered: the key carries the user (body
 * data-user). It ends when the server says that the form was accepted (data-draft-done="key", see message_notice) and when
 * its user logs out, because counters are shared.
 */

const PREFIX = "pilar.draft:";
const KEEP_MS = 3 * 24 * 60 * 60 * 1000;

/** @typedef {{at: number, values: Record<string, string[]>}} Draft */

/** @returns {string} start of all keys of this user */
function ownPrefix() {
  return `${PREFIX}${document.body.dataset.user ?? ""}:`;
}

/** @param {Element} field @returns {field is HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} */
export function isKept(field) {
  if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement || field instanceof HTMLTextAreaElement)) return false;
  return Boolean(field.name) && !field.closest("[data-no-draft]") && !["password", "file", "hidden", "submit", "button"].includes(field.type);
}

/** @param {HTMLFormElement} form @returns {Record<string, string[]>} */
export function collect(form) {
  /** @type {Record<string, string[]>} */
  const values = {};
  for (const field of form.elements) {
    if (!isKept(field)) continue;
    values[field.name] ??= [];
    if (field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type)) {
      if (field.checked) values[field.name].push(field.value);
    } else if (field instanceof HTMLSelectElement) {
      values[field.name].push(...[...field.selectedOptions].map((option) => option.value));
    } else {
      values[field.name].push(field.value);
    }
  }
  return values;
}

/** @param {HTMLFormElement} form @param {Record<string, string[]>} values */
export function restore(form, values) {
  /** @type {Record<string, number>} */
  const seen = {};
  for (const field of form.elements) {
    if (!isKept(field) || !(field.name in values)) continue;
    const kept = values[field.name];
    if (field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type)) {
      field.checked = kept.includes(field.value);
    } else if (field instanceof HTMLSelectElement) {
      for (const option of field.options) option.selected = kept.includes(option.value);
    } else {
      seen[field.name] = (seen[field.name] ?? -1) + 1;
      field.value = kept[seen[field.name]] ?? "";
    }
  }
}

/** @param {string} key @returns {Draft | null} */
function load(key) {
  try {
    const draft = /** @type {Draft} */ (JSON.parse(localStorage.getItem(key) ?? "null"));
    return draft && Date.now() - draft.at < KEEP_MS ? draft : null;
  } catch {
    return null; // a broken or forbidden store is the same as no draft
  }
}

/** @param {string} key @param {Draft} draft */
function save(key, draft) {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // full or forbidden store: the form itself still works
  }
}

/** @param {string} key */
function forget(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // nothing was kept
  }
}

/** @param {HTMLFormElement} form @param {Draft} draft @param {string} key */
function offer(form, draft, key) {
  const note = form.querySelector("[data-draft-note]");
  if (!(note instanceof HTMLElement)) {
    restore(form, draft.values);
    return;
  }
  note.hidden = false;
  note.querySelector("[data-draft-restore]")?.addEventListener("click", () => {
    restore(form, draft.values);
    note.hidden = true;
  });
  note.querySelector("[data-draft-drop]")?.addEventListener("click", () => {
    forget(key);
    note.hidden = true;
  });
}

/** @param {HTMLFormElement} form */
function setUp(form) {
  const key = ownPrefix() + (form.dataset.draft ?? "");
  const draft = load(key);
  const hasErrors = form.querySelector("[aria-invalid=true], .has-error") !== null;
  const same = draft && JSON.stringify(draft.values) === JSON.stringify(collect(form));
  // With errors the server gave back everything that was sent; that is newer than any draft.
  if (draft && !hasErrors && !same) offer(form, draft, key);
  let timer = 0;
  const keep = () => save(key, { at: Date.now(), values: collect(form) });
  form.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(keep, 400);
  });
  form.addEventListener("submit", () => {
    window.clearTimeout(timer);
    keep();
  });
  window.addEventListener("pagehide", () => {
    if (timer) keep();
  });
}

/** Remove the drafts under `prefix` that are too old, or all of them. @param {string} prefix @param {boolean} all */
function sweep(prefix, all) {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(prefix) && (all || load(key) === null)) localStorage.removeItem(key);
    }
  } catch {
    // forbidden store
  }
}

/** Remove pages that somebody prepared for work without a line (ui/js/luring.js). */
async function forgetPrepared() {
  if (!("caches" in window)) return;
  for (const name of await caches.keys()) {
    if (name.startsWith("pilar-meja:")) await caches.delete(name);
  }
}

/** @param {Document} root */
export function setUpDrafts(root) {
  sweep(PREFIX, false);
  for (const mark of root.querySelectorAll("[data-draft-done]")) {
    forget(ownPrefix() + (mark.getAttribute("data-draft-done") ?? ""));
  }
  root.querySelector("form[data-logout]")?.addEventListener("submit", () => {
    sweep(ownPrefix(), true);
    void forgetPrepared();
  });
  for (const form of root.querySelectorAll("form[data-draft]")) {
    if (form instanceof HTMLFormElement) setUp(form);
  }
}
