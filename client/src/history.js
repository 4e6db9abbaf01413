/**
 * What a volunteer must know of a family, kept for one day. On the phone it lies sealed (AES-GCM) under a key that the browser never gives out;
 * after its hour it is deleted, and a revoked device loses it at once.
 */
import { get, one, put, set } from "./store.js";
import { json } from "./server.js";

async function lock() {
  let key = await get("history-key");
  if (!key) {
    key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await set("history-key", key);
  }
  return key;
}

/** {…history, expires} or null when it is not on the phone or its hour is past. */
export async function keptHistory(visitKey, now = Date.now()) {
  const row = await one("history", visitKey);
  if (!row || row.expires <= now) return null;
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv }, await lock(), row.sealed);
  return { ...JSON.parse(new TextDecoder().decode(plain)), expires: row.expires };
}

export async function fetchHistory(visitKey, token) {
  const said = await json(`kunjungan/${encodeURIComponent(visitKey)}/riwayat`, token);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await lock(), new TextEncoder().encode(JSON.stringify(said)));
  const expires = new Date(said.expires_at).getTime();
  await put("history", { key: visitKey, iv, sealed, expires });
  return { ...said, expires };
}
