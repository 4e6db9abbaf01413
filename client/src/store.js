/**
 * What the phone keeps, in IndexedDB. Writes that hold a person's work are strict: the promise resolves when the bytes are on the disk.
 * Stores: `box` (settings, token), `forms`, `drafts`, `outbox`, `sent`, `files` ([record, name] -> bytes), `visits`, `history`.
 */
import { openDB } from "idb";

const STRICT = { durability: "strict" };
let opened;

export function database() {
  opened ??= openDB("pilar-lapangan", 1, {
    upgrade(db) {
      db.createObjectStore("box");
      db.createObjectStore("forms", { keyPath: "key" });
      db.createObjectStore("drafts", { keyPath: "id" });
      db.createObjectStore("outbox", { keyPath: "id" });
      db.createObjectStore("sent", { keyPath: "id" });
      db.createObjectStore("files", { keyPath: ["record", "name"] });
      db.createObjectStore("visits", { keyPath: "key" });
      db.createObjectStore("history", { keyPath: "key" });
    },
  });
  return opened;
}

export async function get(key) {
  return (await database()).get("box", key);
}

export async function set(key, value) {
  const tx = (await database()).transaction("box", "readwrite", STRICT);
  await tx.store.put(value, key);
  await tx.done;
}

export async function all(store) {
  return (await database()).getAll(store);
}

export async function one(store, key) {
  return (await database()).get(store, key);
}

export async function put(store, value) {
  const tx = (await database()).transaction(store, "readwrite", STRICT);
  await tx.store.put(value);
  await tx.done;
}

/** Replace all rows of a store that holds no work of a person (visits, forms). */
export async function replace(store, rows) {
  const tx = (await database()).transaction(store, "readwrite");
  await tx.store.clear();
  for (const row of rows) await tx.store.put(row);
  await tx.done;
}

const filesRange = (id) => IDBKeyRange.bound([id, ""], [id, "\uffff"]);

export async function filesOf(id) {
  return (await database()).getAll("files", filesRange(id));
}

/** Draft and its new photo in one transaction: neither is there without the other. */
export async function saveDraft(draft, file = null) {
  const tx = (await database()).transaction(["drafts", "files"], "readwrite", STRICT);
  await tx.objectStore("drafts").put(draft);
  if (file) await tx.objectStore("files").put({ record: draft.id, ...file });
  await tx.done;
}

export async function dropDraft(id) {
  const tx = (await database()).transaction(["drafts", "files"], "readwrite", STRICT);
  await tx.objectStore("drafts").delete(id);
  await tx.objectStore("files").delete(filesRange(id));
  await tx.done;
}

/** Next number of this phone's records, so that the office sees a gap. */
async function nextNumber(tx) {
  const number = ((await tx.objectStore("box").get("number")) ?? 0) + 1;
  await tx.objectStore("box").put(number, "number");
  return number;
}

/** A finished draft becomes a record to send; its key is the instanceID, so it can only be there once. Photos not in the XML go. */
export async function finishDraft(draft, xml, names) {
  const tx = (await database()).transaction(["drafts", "outbox", "files", "box"], "readwrite", STRICT);
  const known = await tx.objectStore("outbox").get(draft.id);
  if (!known) {
    const number = await nextNumber(tx);
    await tx.objectStore("outbox").put({
      id: draft.id, number, formId: draft.formId, version: draft.version, title: draft.title, name: draft.name,
      visit: draft.visit, baseVersion: draft.baseVersion, owner: draft.owner, xml, parts: names, done: [],
      madeAt: Date.now(), tries: 0, nextAt: 0, reason: "",
    });
  }
  for (const file of await tx.objectStore("files").getAll(filesRange(draft.id)))
    if (!names.includes(file.name)) await tx.objectStore("files").delete([draft.id, file.name]);
  await tx.objectStore("drafts").delete(draft.id);
  await tx.done;
}

/** After the last 201/202: out of the outbox, into the log. The record stays for corrections for two weeks (tidy). */
export async function recordSent(record) {
  const tx = (await database()).transaction(["outbox", "sent"], "readwrite", STRICT);
  await tx.objectStore("sent").put({ ...record, sentAt: Date.now(), reason: "" });
  await tx.objectStore("outbox").delete(record.id);
  await tx.done;
}

const KEPT_MS = 14 * 86_400_000;

/** Drop sent records older than two weeks with their photos, and histories past their hour. */
export async function tidy(now = Date.now()) {
  const db = await database();
  for (const record of await db.getAll("sent"))
    if (record.sentAt + KEPT_MS < now) {
      const tx = db.transaction(["sent", "files"], "readwrite");
      await tx.objectStore("files").delete(filesRange(record.id));
      await tx.objectStore("sent").delete(record.id);
      await tx.done;
    }
  for (const row of await db.getAll("history")) if (row.expires <= now) await db.delete("history", row.key);
}

/** What the office handed out is forgotten (device revoked, other person signs in). A person's own work is never touched here. */
export async function forgetHandedOut() {
  const db = await database();
  const tx = db.transaction(["visits", "history"], "readwrite", STRICT);
  await tx.objectStore("visits").clear();
  await tx.objectStore("history").clear();
  await tx.done;
}
