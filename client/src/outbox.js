/**
 * The outbox. A record leaves the phone only after 201 or 202 with the OpenRosa header, for its XML and for each photo.
 * XML first, then one photo a POST, so that a cut costs one photo. One tab at a time (Web Locks). One bad record never blocks the others.
 */
import { all, database, filesOf, get, recordSent } from "./store.js";

const FIRST_WAIT_MS = 15_000;
const LONGEST_WAIT_MS = 10 * 60_000;
const ASK_PEOPLE_MS = 60 * 60_000;
const XML_PART = "";

/**
 * Send what is due; `force`: all, whatever its waiting time; `freshLine`: also what only waits for a better line (at start, on `online`).
 * Returns {sent, left, revoked}. Another tab at it: {busy: true}.
 */
export async function flush({ force = false, freshLine = false, onChange = () => {} } = {}) {
  return navigator.locks.request("pilar-outbox", { ifAvailable: true }, async (lock) => {
    if (!lock) return { busy: true };
    const [token, owner] = [await get("token"), await get("owner")];
    if (!token) return { sent: 0, left: (await all("outbox")).length };
    let sent = 0;
    for (const record of oldestFirst(await all("outbox"))) {
      if (record.owner !== owner?.username) continue;
      const byLine = freshLine && ["why_line", "why_portal", "why_server"].includes(record.reason?.[0]);
      if (!force && !byLine && record.nextAt > Date.now()) continue;
      const end = await send(record, token, onChange);
      onChange();
      if (end === "sent") sent += 1;
      if (end === "revoked") return { sent, revoked: true };
      if (end === "line") break; // no line for one is no line for all
    }
    return { sent, left: (await all("outbox")).length };
  });
}

export const oldestFirst = (records) => [...records].sort((a, b) => a.madeAt - b.madeAt || a.number - b.number);

async function send(record, token, onChange) {
  const files = await filesOf(record.id);
  const missing = record.parts.filter((name) => !files.some((file) => file.name === name));
  for (const part of [XML_PART, ...record.parts.filter((name) => !missing.includes(name))]) {
    if (record.done.includes(part)) continue;
    const file = files.find((one) => one.name === part);
    const left = record.parts.filter((name) => name !== part && !record.done.includes(name)).length;
    const end = await post(record, file, left > 0, token);
    if (end.reason) {
      await postpone(record, end.reason, end.people);
      return end.revoked ? "revoked" : end.line ? "line" : "refused";
    }
    record.done.push(part);
    await keep(record);
    onChange();
  }
  if (missing.length) {
    await postpone(record, ["why_damaged", { file: missing.join(", ") }], true);
    return "refused";
  }
  await recordSent(record);
  return "sent";
}

async function post(record, file, incomplete, token) {
  const body = new FormData();
  body.set("xml_submission_file", new File([record.xml], "submission.xml", { type: "text/xml" }));
  if (file) body.set(file.name, new File([file.bytes], file.name, { type: file.type }));
  if (incomplete) body.set("*isIncomplete*", "yes");
  let answer;
  try {
    answer = await fetch(`/key/${token}/submission`, {
      method: "POST", body, credentials: "omit", headers: { "X-OpenRosa-Version": "1.0" }, signal: AbortSignal.timeout(120_000),
    });
  } catch {
    return { reason: ["why_line", {}], line: true };
  }
  return verdict(answer);
}

async function verdict(answer) {
  const ours = answer.headers.has("X-OpenRosa-Version");
  if (ours && (answer.status === 201 || answer.status === 202)) return {};
  const said = ours ? messageOf(await answer.text().catch(() => "")) : "";
  const code = answer.status;
  if (ours && (code === 401 || code === 403)) return { reason: ["why_refused", { code, said }], revoked: true };
  if (!ours && code < 500) return { reason: ["why_portal", {}], line: true };
  if (code >= 500 || code === 429 || code === 423 || code === 408) return { reason: ["why_server", { code }], line: code !== 423 };
  if (code === 404) return { reason: ["why_form", {}], people: true };
  if (code === 409) return { reason: ["why_conflict", { said }], people: true };
  if (code === 413) return { reason: ["why_size", { said }], people: true };
  return { reason: ["why_refused", { code, said }], people: true };
}

function messageOf(text) {
  const document = new DOMParser().parseFromString(text, "text/xml");
  return [...document.getElementsByTagName("*")].find((one) => one.localName === "message")?.textContent.trim().slice(0, 200) ?? "";
}

async function postpone(record, reason, people = false) {
  record.tries += 1;
  record.reason = reason;
  record.nextAt = Date.now() + (people ? ASK_PEOPLE_MS : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(record.tries - 1, 6)));
  await keep(record);
}

/** Only what is still in the outbox is written: a record that left must not come back. */
async function keep(record) {
  const tx = (await database()).transaction("outbox", "readwrite", { durability: "strict" });
  if (await tx.store.get(record.id)) await tx.store.put(record);
  await tx.done;
}
