/**
 * The hand-over list on a phone. Each receipt (with signature or photo) or absence is first written on this device, in IndexedDB,
 * then told to the server; without a line it waits. The key of an act is made here, so that sending it twice is one act.
 */

const root = document.querySelector("[data-serah]");
const RETRY_MS = [1000, 2000, 5000, 10000, 20000];
const WATCH_MS = 8000;
const LONGEST = 1280;

/** @typedef {{id: string, name: string, place: string, reference: string, amount: string, state: string, by: string, at: string}} Item */
/** @typedef {{key: string, kind: string, instruction: string, received_by: string, relation: string, place: string, proof: string, image: string, told_at: string, box: string, order: number, refused?: boolean}} Act */

/** Acts of one user and list in IndexedDB: pictures are too large for localStorage. */
class Outbox {
  /** @param {string} box */
  constructor(box) { this.box = box; /** @type {Act[]} waiting */ this.acts = []; /** @type {Act[]} read by nobody */ this.refused = []; this.device = ""; }

  /** @returns {Promise<IDBDatabase>} */
  static open() {
    return new Promise((resolve, reject) => {
      const asked = indexedDB.open("pilar-serah", 1);
      asked.onupgradeneeded = () => { asked.result.createObjectStore("acts", { keyPath: "key" }); asked.result.createObjectStore("facts"); };
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  }

  /** @param {"readonly" | "readwrite"} mode @param {(acts: IDBObjectStore, facts: IDBObjectStore) => IDBRequest} act */
  async run(mode, act) {
    this.db ??= await Outbox.open();
    return new Promise((resolve, reject) => {
      const work = this.db.transaction(["acts", "facts"], mode);
      const asked = act(work.objectStore("acts"), work.objectStore("facts"));
      work.oncomplete = () => resolve(asked.result);
      work.onerror = () => reject(work.error);
      work.onabort = () => reject(work.error);
    });
  }

  async load() {
    this.device = await this.run("readonly", (_acts, facts) => facts.get("device"));
    if (!this.device) { this.device = crypto.randomUUID(); await this.run("readwrite", (_acts, facts) => facts.put(this.device, "device")); }
    const all = await this.run("readonly", (acts) => acts.getAll());
    const mine = all.filter((act) => act.box === this.box).sort((a, b) => a.order - b.order);
    this.acts = mine.filter((act) => !act.refused);
    this.refused = mine.filter((act) => act.refused);
  }
  /** @param {Act} act */
  async add(act) { await this.run("readwrite", (acts) => acts.put(act)); this.acts.push(act); }
  /** @param {string} key */
  async drop(key) { await this.run("readwrite", (acts) => acts.delete(key)); this.acts = this.acts.filter((act) => act.key !== key); }
  /** Out of the way of the others, but kept with its proof. @param {Act} act */
  async setAside(act) {
    const kept = { ...act, refused: true };
    await this.run("readwrite", (acts) => acts.put(kept));
    this.acts = this.acts.filter((one) => one.key !== act.key);
    this.refused.push(kept);
  }
  /** Those whose recipient has been settled since need not be kept. @param {Item[]} items */
  async forgetSettled(items) {
    const settled = new Set(items.filter((item) => item.state === "terima" || item.state === "lain").map((item) => item.id));
    const over = this.refused.filter((act) => settled.has(act.instruction));
    for (const act of over) await this.run("readwrite", (acts) => acts.delete(act.key));
    this.refused = this.refused.filter((act) => !over.includes(act));
  }
}

/** @param {HTMLElement} root */
async function run(root) {
  const words = /** @type {HTMLTemplateElement} */ (root.querySelector("[data-words]")).dataset;
  const one = (name) => /** @type {HTMLElement} */ (root.querySelector(`[data-${name}]`));
  const form = /** @type {HTMLFormElement} */ (one("receive"));
  const token = root.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  const outbox = new Outbox(`${document.body.dataset.user ?? ""}:${root.dataset.batch}`);
  const pad = /** @type {HTMLCanvasElement} */ (one("pad"));
  const pen = pad.getContext("2d");
  /** @type {Item[]} */
  let items = [];
  let current = "";
  let drawn = false;
  let sending = false;
  let failures = 0;
  let offline = "";
  let login = false;
  let told = "";
  let timer = 0;

  /** what this device believes: the server's state with its own waiting acts on top */
  const state = (item) => (item.state === "terima" ? "terima" : outbox.acts.filter((act) => act.instruction === item.id).at(-1)?.kind ?? item.state);

  function showLine() {
    const waiting = outbox.acts.length;
    const text = login ? words.login : waiting && (failures || offline) ? words.waiting.replace("{n}", String(waiting)) : waiting ? words.sending
      : offline ? words.luring.replace("{waktu}", offline) : words.saved;
    const aside = outbox.refused.length ? words.aside.replace("{n}", String(outbox.refused.length)) : "";
    one("line").textContent = [told, text, aside].filter(Boolean).join(" ");
    one("line").classList.toggle("is-waiting", login || Boolean(waiting && failures) || Boolean(offline) || Boolean(aside));
  }

  function showList() {
    const text = one("search").value.trim().toUpperCase();
    const onlyOpen = one("open-only").checked;
    const counts = { terima: 0, absen: 0, "": 0 };
    const entries = [];
    for (const item of items) {
      const now = state(item);
      if (now in counts) counts[now] += 1;
      if ((text && !item.name.toUpperCase().includes(text)) || (onlyOpen && now)) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.go = item.id;
      if (item.id === current) button.setAttribute("aria-current", "true");
      const name = document.createElement("span");
      name.textContent = item.name;
      const mark = document.createElement("span");
      mark.className = "nowrap";
      mark.textContent = words[now || "none"];
      button.append(name, mark);
      const entry = document.createElement("li");
      entry.append(button);
      entries.push(entry);
    }
    one("entries").replaceChildren(...entries);
    for (const place of root.querySelectorAll("[data-count]")) place.textContent = String(counts[place.dataset.count]);
  }

  function blank() { pen.fillStyle = "#fff"; pen.fillRect(0, 0, pad.width, pad.height); pen.lineWidth = 4; pen.lineCap = "round"; pen.strokeStyle = "#111"; drawn = false; }

  function go(id) {
    const item = items.find((other) => other.id === id);
    if (!item) return;
    current = id;
    told = "";
    one("card").hidden = false;
    one("name").textContent = item.name;
    one("place").textContent = item.place;
    one("amount").textContent = item.amount;
    one("reference").textContent = item.reference;
    const place = form.elements.place.value;
    form.reset();
    form.elements.place.value = place;
    form.elements.received_by.value = item.name;
    one("error").hidden = true;
    blank();
    showCard();
    showList();
    one("name").focus();
  }

  function showCard() {
    const item = items.find((other) => other.id === current);
    if (!item) return;
    const now = state(item);
    one("now").textContent = [words[now || "none"], item.by, item.at].filter(Boolean).join(" · ");
    form.hidden = now === "terima" || now === "lain";
  }

  function refuse(text) { one("error").textContent = text; one("error").hidden = false; }

  /** @param {File} file @returns {Promise<string>} the photo as JPEG, at most LONGEST pixels long */
  async function smaller(file) {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const sheet = document.createElement("canvas");
    sheet.width = Math.round(picture.width * scale);
    sheet.height = Math.round(picture.height * scale);
    sheet.getContext("2d").drawImage(picture, 0, 0, sheet.width, sheet.height);
    return sheet.toDataURL("image/jpeg", 0.7);
  }

  /** @param {Partial<Act>} act */
  async function tell(act) {
    const whole = { received_by: "", relation: "", place: "", proof: "tanda_tangan", image: "", ...act, key: crypto.randomUUID(), instruction: current,
      told_at: new Date().toISOString(), box: outbox.box, order: Date.now() };
    try { await outbox.add(whole); } catch { refuse(words.full); return; }
    showCard();
    showList();
    showLine();
    void send();
  }

  async function send() {
    if (sending || !outbox.acts.length) return;
    sending = true;
    clearTimeout(timer);
    try {
      const first = outbox.acts[0];
      const { box, order, ...act } = first;
      const answer = await fetch(root.dataset.hearUrl, {
        method: "POST", redirect: "manual", body: JSON.stringify({ acts: [act] }), signal: AbortSignal.timeout(30000),
        headers: { "Content-Type": "application/json", "X-CSRFToken": token, "X-Pilar-Device": outbox.device },
      });
      login = answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403;
      if (login) throw new Error("login");
      const data = await answer.json();
      if (!answer.ok && data.code !== "SALUR-034") { told = data.sentence ?? ""; throw new Error(String(answer.status)); }
      failures = 0;
      const heard = data.heard?.[0];
      told = !heard ? data.sentence : heard.outcome === "berlaku" ? "" : heard.sentence;
      if (data.items) { items = data.items; offline = ""; }
      // An act that the server can never read would hold the others back: it is named and kept aside.
      if (heard) await outbox.drop(act.key); else await outbox.setAside(first);
    } catch {
      failures += 1;
      timer = setTimeout(send, RETRY_MS[Math.min(failures, RETRY_MS.length) - 1]);
    } finally {
      sending = false;
      showList();
      showCard();
      showLine();
    }
    if (outbox.acts.length && !failures) void send();
  }

  async function look() {
    try {
      const answer = await fetch(root.dataset.stateUrl, { signal: AbortSignal.timeout(15000), redirect: "manual" });
      if (!answer.ok) throw new Error(String(answer.status));
      const day = answer.headers.get("Date");
      offline = answer.headers.has("X-Pilar-Luring") ? (day ? new Date(day).toLocaleString(document.documentElement.lang) : "–") : "";
      const fresh = await answer.json();
      if (!offline || !items.length) items = fresh.items;
      if (!offline) await outbox.forgetSettled(items);
      showList();
      showCard();
      showLine();
      if (!offline) void send();
    } catch { /* the next look will tell */ }
    setTimeout(look, items.length ? WATCH_MS : 2000);
  }

  const place = (event) => {
    const box = pad.getBoundingClientRect();
    return [((event.clientX - box.left) * pad.width) / box.width, ((event.clientY - box.top) * pad.height) / box.height];
  };
  pad.addEventListener("pointerdown", (event) => { pad.setPointerCapture(event.pointerId); pen.beginPath(); pen.moveTo(...place(event)); });
  pad.addEventListener("pointermove", (event) => {
    if (!event.buttons) return;
    pen.lineTo(...place(event));
    pen.stroke();
    drawn = true;
  });
  one("clear").addEventListener("click", blank);
  root.addEventListener("click", (event) => { const entry = event.target.closest("[data-go]"); if (entry) go(entry.dataset.go); });
  one("search").addEventListener("input", showList);
  one("open-only").addEventListener("change", showList);
  one("absent").addEventListener("click", () => void tell({ kind: "absen" }));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const given = form.elements;
    const photo = given.photo.files[0];
    if (!given.received_by.value.trim() || !given.place.value.trim()) return refuse(words.who);
    if (!drawn && !photo) return refuse(words.proof);
    const image = photo ? await smaller(photo).catch(() => "") : pad.toDataURL("image/png");
    if (!image) return refuse(words.proof);
    return tell({ kind: "terima", received_by: given.received_by.value.trim(), relation: given.relation.value.trim(), place: given.place.value.trim(), proof: photo ? "foto" : "tanda_tangan", image });
  });
  window.addEventListener("online", () => void send());
  await outbox.load();
  showLine();
  void look();
}

if (root instanceof HTMLElement) void run(root);
