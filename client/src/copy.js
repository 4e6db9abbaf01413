/**
 * "Simpan salinan": one sealed file per record (AES-256-GCM). The key comes from the device code (HKDF-SHA-256), so the file is worth nothing to
 * whoever finds it on a memory card, and any phone signed in with that code opens it into its outbox. What is there twice leaves once: the
 * server knows the instanceID.
 */
import { database, filesOf } from "./store.js";

const MARK = new TextEncoder().encode("PILAR1");

async function keyOf(token) {
  const raw = await crypto.subtle.importKey("raw", new TextEncoder().encode(token), "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: MARK, info: new TextEncoder().encode("salinan") };
  return crypto.subtle.deriveKey(how, raw, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

const base64 = (bytes) => {
  let text = "";
  for (const chunk of chunks(new Uint8Array(bytes), 0x8000)) text += String.fromCharCode(...chunk);
  return btoa(text);
};
const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;

function* chunks(bytes, size) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Blob with the record and its photos, sealed. */
export async function sealedCopy(record, token) {
  const files = (await filesOf(record.id)).map((file) => ({ name: file.name, type: file.type, bytes: base64(file.bytes) }));
  const plain = new TextEncoder().encode(JSON.stringify({ record: { ...record, reason: "", nextAt: 0 }, files }));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: MARK }, await keyOf(token), plain);
  return new Blob([MARK, iv, sealed], { type: "application/octet-stream" });
}

/** Put a copy back into the outbox. Returns "opened" or "known"; throws when it is no copy or was made under another code. */
export async function openCopy(blob, token) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  if (!MARK.every((byte, at) => bytes[at] === byte)) throw new Error("no copy");
  const iv = bytes.subarray(MARK.length, MARK.length + 12);
  const how = { name: "AES-GCM", iv, additionalData: MARK };
  const plain = await crypto.subtle.decrypt(how, await keyOf(token), bytes.subarray(MARK.length + 12));
  const { record, files } = JSON.parse(new TextDecoder().decode(plain));
  const tx = (await database()).transaction(["outbox", "sent", "files"], "readwrite", { durability: "strict" });
  const known = (await tx.objectStore("outbox").get(record.id)) || (await tx.objectStore("sent").get(record.id));
  if (!known) {
    await tx.objectStore("outbox").put(record);
    for (const file of files)
      await tx.objectStore("files").put({ record: record.id, name: file.name, type: file.type, bytes: bytesOf(file.bytes) });
  }
  await tx.done;
  return known ? "known" : "opened";
}
