/** The doors of the server. The token stands in the address of OpenRosa (as Collect does) and in a header for our own JSON. */
import { all, forgetHandedOut, get, put, replace, set } from "./store.js";

const TIMEOUT_MS = 30_000;

export class Revoked extends Error {}
export class NoLine extends Error {}

async function ask(address, options = {}) {
  try {
    return await fetch(address, { ...options, credentials: "omit", cache: "no-store", signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (error) {
    throw new NoLine(error.message);
  }
}

/** JSON of our own doors; 401/403 is a revoked device, everything else that is no JSON of ours counts as no line (login pages of wifi). */
export async function json(path, token, body = undefined) {
  const answer = await ask(`/lapangan/api/${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { Authorization: `Bearer ${token}`, ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const type = answer.headers.get("Content-Type") ?? "";
  if (!type.startsWith("application/json")) throw new NoLine(`answer ${answer.status} is not ours`);
  if (answer.status === 401 || answer.status === 403) throw new Revoked();
  const said = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(said.code ?? `${answer.status}`), { status: answer.status });
  return said;
}

/** Who this token is. Raises Revoked for an unknown one. */
export const whoIs = (token) => json("masuk", token);

/** Visits, returned records and forms anew; tells the server what this phone still holds. */
export async function refresh(token) {
  const [outbox, drafts] = [await all("outbox"), await all("drafts")];
  const held = [
    ...outbox.map((r) => ({ instance_id: r.id, form_id: r.formId, state: "outbox", number: r.number, made_at: new Date(r.madeAt).toISOString() })),
    ...drafts.map((r) => ({ instance_id: r.id, form_id: r.formId, state: "draft", number: 0, made_at: new Date(r.updatedAt).toISOString() })),
  ];
  const said = await json("hari-ini", token, { held, last_number: (await get("number")) ?? 0 });
  await replace("visits", said.visits);
  await set("returned", said.returned);
  await set("owner", said.owner);
  await fetchForms(token);
  await set("seen", Date.now());
  return said;
}

/** Forms of the OpenRosa list that are new or changed, each kept whole (XML and media) before the old one goes. */
export async function fetchForms(token) {
  const answer = await openrosa(`/key/${token}/formList`);
  const list = new DOMParser().parseFromString(await answer.text(), "text/xml");
  const wanted = [...list.getElementsByTagName("*")].filter((one) => one.localName === "xform");
  const known = new Map((await all("forms")).map((form) => [form.key, form]));
  const kept = [];
  for (const node of wanted) {
    const part = (name) => [...node.children].find((one) => one.localName === name)?.textContent.trim() ?? "";
    const head = { id: part("formID"), version: part("version"), hash: part("hash"), name: part("name") };
    const manifestUrl = part("manifestUrl");
    const manifest = manifestUrl ? await (await openrosa(local(manifestUrl))).text() : "";
    const key = `${head.id}\n${head.version}`;
    const before = known.get(key);
    if (before && before.hash === head.hash && before.manifest === manifest) {
      kept.push(before);
      continue;
    }
    const xml = await (await openrosa(local(part("downloadUrl")))).text();
    const form = { key, ...head, xml, manifest, media: await fetchMedia(manifest) };
    await put("forms", form);
    kept.push(form);
  }
  const drafts = new Set((await all("drafts")).map((draft) => `${draft.formId}\n${draft.version}`));
  const stay = [...known.values()].filter((form) => drafts.has(form.key) && !kept.some((one) => one.key === form.key));
  await replace("forms", [...kept, ...stay.map((form) => ({ ...form, old: true }))]);
}

async function openrosa(path) {
  const answer = await ask(path, { headers: { "X-OpenRosa-Version": "1.0" } });
  if (answer.status === 401 || answer.status === 403) throw new Revoked();
  if (!answer.ok) throw new NoLine(`${answer.status}`);
  return answer;
}

/** Path on our own host: lists carry absolute addresses, and a proxy may have written another scheme into them. */
const local = (address) => {
  const url = new URL(address, location.href);
  return url.pathname + url.search;
};

async function fetchMedia(manifest) {
  if (!manifest) return [];
  const document = new DOMParser().parseFromString(manifest, "text/xml");
  const files = [];
  for (const node of [...document.getElementsByTagName("*")].filter((one) => one.localName === "mediaFile")) {
    const part = (name) => [...node.children].find((one) => one.localName === name)?.textContent.trim() ?? "";
    const answer = await openrosa(local(part("downloadUrl")));
    files.push({ name: part("filename"), bytes: await answer.arrayBuffer(), type: answer.headers.get("Content-Type") ?? "" });
  }
  return files;
}

export async function forgetToken() {
  await set("token", "");
  await forgetHandedOut();
}
