/** From visit to draft: opening forms, starting, resuming and correcting records. The engine's root is kept here, outside reactive state. */
import { correctRecord, instanceIdOf, openForm, resumeRecord, speak, startRecord, xmlOf } from "./engine.js";
import { app } from "./state.js";
import { all, database, filesOf, one, put, saveDraft } from "./store.js";
import { language } from "./words.js";

async function readForm(formId, version = null) {
  const forms = (await all("forms")).filter((form) => form.id === formId && (version === null || form.version === version));
  const form = forms.find((one) => !one.old) ?? forms[0];
  if (!form) throw Object.assign(new Error("form_missing"), { key: "form_missing", form: formId });
  const media = new Map(form.media.map((file) => [file.name, file]));
  try {
    return { form, opened: await openForm(form.xml, media) };
  } catch (error) {
    throw Object.assign(new Error(error.message), { key: "form_broken" });
  }
}

const preload = () => ({ deviceID: app.owner?.device ?? "", username: app.owner?.username ?? "" });

/** A new record of a form, for a visit or without. The draft is on the disk before this returns. */
export async function begin(formId, visit = null) {
  const { form, opened } = await readForm(formId);
  const known = visit
    ? { ...visit.prefill, assignment: visit.key, family_id: visit.family_id ?? "", base_version: visit.base_version }
    : {};
  const root = await startRecord(opened, known, preload());
  return opening(form, root, {
    visit: visit?.key ?? "", baseVersion: visit?.base_version ?? "", name: visit?.name ?? "", title: visit?.kind || form.name,
  });
}

async function opening(form, root, about) {
  speak(root, language.value);
  const xml = xmlOf(root);
  const draft = {
    id: instanceIdOf(xml), formId: form.id, version: form.version, formName: form.name, owner: app.owner.username, ...about,
    screen: 0, startedAt: Date.now(), updatedAt: Date.now(), xml,
  };
  if (!draft.id) throw Object.assign(new Error("instanceID"), { key: "form_broken" });
  await saveDraft(draft);
  return { draft, root };
}

export async function resume(draftId) {
  const draft = await one("drafts", draftId);
  if (!draft || draft.owner !== app.owner?.username) return null;
  const { opened } = await readForm(draft.formId, draft.version);
  const root = await resumeRecord(opened, draft.xml, await filesOf(draft.id), preload());
  speak(root, language.value);
  return { draft, root };
}

/** A correction of a record that the office gave back, from the copy still on the phone. Null when it is gone. */
export async function correct(returned) {
  const sent = await one("sent", returned.instance_id);
  if (!sent) return null;
  const started = (await all("drafts")).find((draft) => draft.corrects === sent.id);
  if (started) return resume(started.id);
  const { form, opened } = await readForm(sent.formId);
  const files = await filesOf(sent.id);
  const root = await correctRecord(opened, sent.xml, files, preload());
  const made = await opening(form, root, {
    visit: sent.visit, baseVersion: sent.baseVersion, name: sent.name, title: sent.title, corrects: sent.id, note: returned.note,
  });
  const tx = (await database()).transaction("files", "readwrite", { durability: "strict" });
  for (const file of files) await tx.store.put({ ...file, record: made.draft.id });
  await tx.done;
  return made;
}

/** What a record holds now, onto the disk; with a new photo in the same transaction. */
export async function keepDraft(draft, root, file = null) {
  draft.xml = xmlOf(root);
  draft.updatedAt = Date.now();
  if (!draft.name) draft.name = headIn(draft.xml);
  await saveDraft({ ...draft }, file);
}

const HEADS = ["nama_kepala_keluarga", "nama_kepala", "kepala_keluarga", "nama_kk", "nama"];

function headIn(xml) {
  const document = new DOMParser().parseFromString(xml, "text/xml");
  const nodes = [...document.getElementsByTagName("*")].filter((node) => !node.children.length && node.textContent.trim());
  for (const name of HEADS) {
    const found = nodes.find((node) => node.localName === name);
    if (found) return found.textContent.trim().slice(0, 60);
  }
  return "";
}
