/**
 * The table of a musyawarah, family by family. Every decision is first written on this device (without names: id of the item,
 * decision, reason, words), then sent; when the line is down it waits and goes later. The server says what became of each.
 */

const root = document.querySelector("[data-meja]");
const PREFIX = "pilar.meja:";
const RETRY_MS = [1000, 2000, 5000, 10000, 20000];
const WATCH_MS = 5000;

/** @typedef {{id: string, name: string, rt_rw: string, origin: string, kind: string, rationale: string, desil: number | null, members: number | null, findings: {severity: string, code: string, sentence: string}[], decision: string, label: string, reason: string, words: string, head: string, clashes: number, objections: number, changed: string}} Item */
/** @typedef {{key: string, kind: string, item: string, decision?: string, reason?: string, words?: string, name?: string, base: string, undoes?: string, settles?: boolean, told_at: string}} Act */

class Outbox {
  /** @param {string} session */
  constructor(session) {
    this.name = `${PREFIX}${document.body.dataset.user ?? ""}:${session}`;
    /** @type {{device: string, acts: Act[]}} */
    this.kept = { device: crypto.randomUUID(), acts: [] };
    try {
      const found = JSON.parse(localStorage.getItem(this.name) ?? "null");
      if (found?.device && Array.isArray(found.acts)) this.kept = found;
    } catch { /* a broken store is an empty one */ }
    this.save();
  }
  save() {
    try {
      localStorage.setItem(this.name, JSON.stringify(this.kept));
      return true;
    } catch {
      return false; // full or forbidden: acts still wait in this page
    }
  }
  /** @param {Act} act */
  add(act) { this.kept.acts.push(act); this.save(); }
  /** @param {Set<string>} keys */
  drop(keys) { this.kept.acts = this.kept.acts.filter((act) => !keys.has(act.key)); this.save(); }
}

/** @param {HTMLElement} root */
function run(root) {
  const words = /** @type {HTMLTemplateElement} */ (root.querySelector("[data-words]")).dataset;
  const one = (name) => /** @type {HTMLElement} */ (root.querySelector(`[data-${name}]`));
  const outbox = new Outbox(root.dataset.session);
  const token = root.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  /** @type {Item[]} */
  let items = [];
  let choices = { decisions: [], reasons: [] };
  let current = root.dataset.item;
  let sending = false;
  let failures = 0;
  let unopened = false;
  let offline = "";
  let timer = 0;

  const find = (id) => items.find((item) => item.id === id);
  const label = (code) => choices.decisions.find((d) => d.code === code)?.name ?? "";
  /** what this device believes: the server's state with its own waiting acts on top */
  function believed(item) {
    const own = outbox.kept.acts.filter((act) => act.item === item.id && (act.kind === "putus" || act.kind === "batal")).at(-1);
    if (!own) return item;
    if (own.kind === "batal") return { ...item, decision: "", label: "", reason: "", words: "" };
    return { ...item, decision: own.decision, label: label(own.decision), reason: own.reason, words: own.words };
  }

  function line(text, waiting = false) {
    one("line").textContent = text;
    one("line").classList.toggle("is-waiting", waiting);
  }
  function showLine() {
    const waiting = outbox.kept.acts.length;
    if (waiting && unopened) line(words.unopened.replace("{n}", String(waiting)), true);
    else if (waiting && failures) line(words.waiting.replace("{n}", String(waiting)), true);
    else if (waiting) line(words.sending);
    else if (offline) line(words.luring.replace("{waktu}", offline), true);
    else line(words.saved);
  }

  function showTotals() {
    const counts = {};
    for (const item of items) { const code = believed(item).decision; counts[code] = (counts[code] ?? 0) + 1; }
    for (const place of root.querySelectorAll("[data-total]")) place.querySelector("b").textContent = String(counts[place.dataset.total] ?? 0);
  }

  function showList() {
    const text = one("search").value.trim().toUpperCase();
    const onlyOpen = one("open-only").checked;
    const entries = [];
    for (const [at, item] of items.entries()) {
      const now = believed(item);
      if ((text && !item.name.includes(text)) || (onlyOpen && now.decision)) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.go = item.id;
      if (item.id === current) button.setAttribute("aria-current", "true");
      const name = document.createElement("span");
      name.textContent = `${at + 1}. ${item.name}`;
      const state = document.createElement("span");
      state.textContent = item.clashes ? words.clash : now.label || "–";
      button.append(name, state);
      const entry = document.createElement("li");
      entry.append(button);
      entries.push(entry);
    }
    one("entries").replaceChildren(...entries);
  }

  function showItem() {
    const item = find(current);
    if (!item) return;
    const now = believed(item);
    const at = items.indexOf(item);
    one("number").textContent = String(at + 1);
    one("count").textContent = String(items.length);
    one("origin").textContent = item.origin;
    one("name").textContent = item.name;
    const facts = [item.rt_rw && `RT/RW ${item.rt_rw}`, item.desil ? `${words.desil} ${item.desil}` : words.noDesil, item.members && `${item.members} ${words.members}`, item.kind, item.rank && `${words.rank} ${item.rank}`];
    one("facts").textContent = facts.filter(Boolean).join(" · ");
    one("rationale").textContent = item.rationale;
    one("changed").hidden = !item.changed;
    one("changed-words").textContent = item.changed;
    one("findings").replaceChildren(...item.findings.map((found) => {
      const entry = document.createElement("li");
      entry.className = `is-${found.severity}`;
      const code = document.createElement("b");
      code.textContent = found.code;
      entry.append(code, ` ${found.sentence}`);
      return entry;
    }));
    const reason = choices.reasons.find((r) => r.code === now.reason)?.name ?? "";
    one("now").textContent = now.decision ? `${words.decision}: ${now.label} ${[reason, now.words].filter(Boolean).join(": ")}` : words.undecided;
    const form = root.querySelector("[data-decide]");
    if (form) {
      for (const radio of form.elements.decision) radio.checked = radio.value === now.decision;
      form.elements.reason.value = now.reason ?? "";
      form.elements.words.value = now.words ?? "";
      form.elements.settles.checked = false;
      one("settles").hidden = !item.clashes;
      one("undo").hidden = !now.decision;
      one("error").hidden = true;
    }
    const before = root.querySelector("[data-previous]");
    const after = root.querySelector("[data-next]");
    if (before) { before.hidden = at === 0; before.href = `?item=${items[Math.max(at - 1, 0)].id}`; }
    if (after) { after.hidden = at === items.length - 1; after.href = `?item=${items[Math.min(at + 1, items.length - 1)].id}`; }
  }

  function show() { showLine(); showTotals(); showList(); showItem(); }

  function go(id, focus = true) {
    if (!find(id)) return;
    current = id;
    history.replaceState(null, "", `?item=${id}`);
    show();
    if (focus) one("name").focus();
  }

  /** @param {{items: Item[]}} state what the server knows now */
  function take(state) {
    const fresh = new Map(state.items.map((item) => [item.id, item]));
    items = items.map((item) => ({ ...item, ...(fresh.get(item.id) ?? {}) }));
    if (state.items.some((item) => !find(item.id))) void load();
  }

  /** @param {Omit<Act, "key" | "told_at">} act */
  function tell(act) {
    outbox.add({ ...act, key: crypto.randomUUID(), told_at: new Date().toISOString() });
    show();
    void send();
  }

  async function send() {
    if (sending || !outbox.kept.acts.length) return;
    sending = true;
    clearTimeout(timer);
    const acts = outbox.kept.acts.slice(0, 200);
    try {
      const answer = await fetch(root.dataset.hearUrl, {
        method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": token }, redirect: "manual",
        body: JSON.stringify({ device: outbox.kept.device, acts }), signal: AbortSignal.timeout(15000),
      });
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
        failures += 1;
        line(words.login, true);
        timer = setTimeout(send, 15000);
        return;
      }
      const data = await answer.json();
      unopened = answer.status === 409 && Boolean(root.dataset.planned);
      if (!answer.ok) throw new Error(data.sentence ?? String(answer.status));
      failures = 0;
      offline = "";
      outbox.drop(new Set(data.heard.map((heard) => heard.key)));
      take(data);
      show();
      for (const heard of data.heard) {
        if (heard.outcome === "ditolak") refuse(`${words.refused}: ${heard.sentence}`, acts.find((act) => act.key === heard.key)?.item);
        if (heard.outcome === "terlambat") refuse(words.late, current);
      }
    } catch {
      failures += 1;
      showLine();
      timer = setTimeout(send, RETRY_MS[Math.min(failures, RETRY_MS.length) - 1]);
      return;
    } finally {
      sending = false;
    }
    if (outbox.kept.acts.length) void send();
  }

  function refuse(text, item) {
    if (item && item !== current) go(item, false);
    one("error").textContent = text;
    one("error").hidden = false;
  }

  async function load() {
    try {
      const answer = await fetch(`${root.dataset.stateUrl}?semua=1`, { signal: AbortSignal.timeout(20000) });
      if (!answer.ok) throw new Error(String(answer.status));
      const data = await answer.json();
      fromKept(answer);
      items = data.items;
      choices = { decisions: data.decisions, reasons: data.reasons };
      one("list").hidden = false;
      show();
      void send();
    } catch {
      timer = setTimeout(load, 3000);
    }
  }

  /** a state out of the cache of the worker: say of when it is, and let decisions be noted on this device */
  function fromKept(answer) {
    const day = answer.headers.get("Date");
    offline = answer.headers.has("X-Pilar-Luring") ? (day ? new Date(day).toLocaleString(document.documentElement.lang) : "–") : "";
    const acts = root.querySelector("[data-acts]");
    if (acts && offline) acts.hidden = false;
  }

  async function watch() {
    if (!document.hidden && items.length && !sending) {
      try {
        const answer = await fetch(root.dataset.stateUrl, { signal: AbortSignal.timeout(10000), redirect: "manual" });
        if (answer.ok) { fromKept(answer); if (!offline) take(await answer.json()); const typing = root.contains(document.activeElement) && document.activeElement.closest("form"); showLine(); showTotals(); showList(); if (!typing) showItem(); }
      } catch { /* the next look will tell */ }
    }
    setTimeout(watch, WATCH_MS);
  }

  root.addEventListener("click", (event) => {
    const entry = event.target.closest("[data-go]");
    if (entry) go(entry.dataset.go);
    const step = event.target.closest("[data-previous], [data-next]");
    if (step && items.length) { event.preventDefault(); go(new URL(step.href).searchParams.get("item")); }
  });
  one("search").addEventListener("input", showList);
  one("open-only").addEventListener("change", showList);

  root.addEventListener("submit", (event) => {
    const form = event.target;
    const item = find(current);
    if (!item) return; // not loaded yet: the plain form goes to the server
    event.preventDefault();
    if (form.matches("[data-decide]")) {
      const decision = form.elements.decision.value;
      const told = choices.decisions.find((d) => d.code === decision);
      const reason = form.elements.reason.value;
      const text = form.elements.words.value.trim();
      if (!told) return refuse(words.choose, null);
      if ((told.needs_words && !text) || (told.needs_reason && !text && !reason)) return refuse(words.reason, null);
      tell({ kind: "putus", item: item.id, decision, reason, words: text, base: item.head, settles: form.elements.settles.checked });
      const next = items[items.indexOf(item) + 1];
      if (next) go(next.id);
    } else if (form.matches("[data-undo]")) {
      const own = outbox.kept.acts.filter((act) => act.item === item.id && act.kind === "putus").at(-1);
      if (own && !sending) { outbox.drop(new Set([own.key])); show(); }
      else if (item.head !== "0") tell({ kind: "batal", item: item.id, undoes: item.head, base: item.head });
    } else if (form.matches("[data-object]")) {
      const name = form.elements["keberatan-name"].value.trim();
      const text = form.elements["keberatan-words"].value.trim();
      if (!name || !text) return refuse(words.reason, null);
      tell({ kind: "keberatan", item: item.id, name, words: text, base: item.head });
      form.reset();
    }
    return undefined;
  });

  window.addEventListener("online", () => void send());
  window.addEventListener("beforeunload", (event) => { if (outbox.kept.acts.length) event.preventDefault(); });
  void load();
  setTimeout(watch, WATCH_MS);
}

if (root instanceof HTMLElement) run(root);
