/**
 * The only module that knows @getodk/xforms-engine (0.22.0, pinned: it is pre-1.0). Everything else sees nodes with
 * `currentState`, and the functions below. XML in, XML out: what is kept on the phone is the record itself.
 */
import { loadForm } from "@getodk/xforms-engine";
import { reactive } from "vue";

const XML_FILE = "xml_submission_file";

/** Read a form. `media`: Map of file name -> {bytes, type}. Throws with the engine's own words when it cannot be read. */
export async function openForm(xml, media = new Map()) {
  const form = await loadForm(xml, {
    fetchFormAttachment: async (url) => {
      const file = media.get(decodeURIComponent(String(url).split("/").pop()));
      return file
        ? new Response(file.bytes, { headers: { "Content-Type": file.type } })
        : new Response("", { status: 404 });
    },
    missingResourceBehavior: "BLANK",
  });
  if (form.status === "failure") throw form.error;
  return form;
}

function settings(preload) {
  return {
    stateFactory: reactive,
    preloadProperties: preload,
    instanceAttachments: {
      fileNameFactory: ({ nodeId, writtenAt, extension }) =>
        `${writtenAt.getTime()}-${String(nodeId).replace(/\W/g, "")}-${crypto.randomUUID().slice(0, 8)}${extension ?? ""}`,
    },
  };
}

function dataOf(xml, files) {
  const data = new FormData();
  data.set(XML_FILE, new File([xml], XML_FILE, { type: "text/xml" }));
  for (const file of files) data.set(file.name, new File([file.bytes], file.name, { type: file.type }));
  return data;
}

/** A new record with what is known already: {node name: text} put into the first element of that name. */
export async function startRecord(form, known, preload) {
  const fresh = form.createInstance(settings(preload)).root;
  const before = xmlOf(fresh);
  const filled = withValues(before, known);
  return filled === before ? fresh : resumeRecord(form, filled, [], preload);
}

/** A draft as it was left; `files`: [{name, bytes, type}]. */
export async function resumeRecord(form, xml, files, preload) {
  return (await form.restoreInstance({ data: [dataOf(xml, files)] }, settings(preload))).root;
}

/** A sent record that the office gave back: the engine writes deprecatedID and a new instanceID. */
export async function correctRecord(form, xml, files, preload) {
  const input = { inputType: "FORM_INSTANCE_INPUT_RESOLVED", data: [dataOf(xml, files)] };
  return (await form.editInstance(input, settings(preload))).root;
}

/** The record as XML, with what is not relevant left out, as it will be sent. */
export function xmlOf(root) {
  return root.instanceState.instanceXML;
}

export function withValues(xml, known) {
  const wanted = Object.entries(known ?? {}).filter(([, text]) => text !== "" && text != null);
  if (!wanted.length) return xml;
  const document = new DOMParser().parseFromString(xml, "text/xml");
  let changed = false;
  for (const [name, text] of wanted) {
    const node = [...document.getElementsByTagName("*")].find((one) => one.localName === name && !one.children.length);
    if (node && node.textContent !== String(text)) {
      node.textContent = String(text);
      changed = true;
    }
  }
  return changed ? new XMLSerializer().serializeToString(document) : xml;
}

/** instanceID of a record, whatever the namespace of `meta`. */
export function instanceIdOf(xml) {
  const document = new DOMParser().parseFromString(xml, "text/xml");
  return [...document.getElementsByTagName("*")].find((one) => one.localName === "instanceID")?.textContent?.trim() ?? "";
}

/**
 * The record as a correction of `before`. The engine writes deprecatedID when it opens an edit, but drops it when the draft is restored
 * into a form that does not declare the node; here it is put back beside instanceID, in the same namespace.
 */
export function asCorrection(xml, before) {
  const document = new DOMParser().parseFromString(xml, "text/xml");
  const nodes = [...document.getElementsByTagName("*")];
  const id = nodes.find((one) => one.localName === "instanceID");
  let old = nodes.find((one) => one.localName === "deprecatedID");
  if (!old) {
    old = document.createElementNS(id.namespaceURI, id.prefix ? `${id.prefix}:deprecatedID` : "deprecatedID");
    id.after(old);
  }
  old.textContent = before;
  return new XMLSerializer().serializeToString(document);
}

export function textOf(range) {
  return range?.asString ?? "";
}

export function nameOf(node) {
  return node.currentState.reference.split("/").pop().replace(/\[\d+\]$/, "");
}

const CONTROLS = new Set(["input", "note", "select", "range", "rank", "trigger", "upload"]);

export const isQuestion = (node) => CONTROLS.has(node.nodeType);
export const isRange = (node) => node.nodeType.startsWith("repeat-range");
export const mayAdd = (node) => node.nodeType === "repeat-range:uncontrolled";

/** Has anything to show to a person now: relevant, and with a question somewhere in it. */
export function isShown(node) {
  if (!node.currentState.relevant) return false;
  if (isQuestion(node)) return true;
  if (isRange(node)) return true;
  return (node.currentState.children ?? []).some(isShown);
}

/**
 * Screens of a form: each group or repeat of the top level is one; loose questions between them are gathered. A group that holds
 * only groups is opened, so that one screen is one topic. [{key, title, nodes}]
 */
export function screensOf(root) {
  const screens = [];
  let loose = null;
  const walk = (children, heading) => {
    for (const node of children) {
      if (isQuestion(node)) {
        if (!isShown(node)) continue;
        if (!loose) screens.push((loose = { key: node.nodeId, title: heading, nodes: [] }));
        loose.nodes.push(node);
        continue;
      }
      if (!node.currentState.children || !isShown(node)) continue;
      loose = null;
      const title = textOf(node.currentState.label) || heading;
      const inner = isRange(node) ? [] : node.currentState.children.filter(isShown);
      if (inner.length && inner.every((one) => !isQuestion(one))) {
        walk(inner, title);
        loose = null;
      } else screens.push({ key: node.nodeId, title, nodes: [node] });
    }
  };
  walk(root.currentState.children, "");
  return screens;
}

/** All questions below nodes that are shown now. */
export function questionsIn(nodes) {
  return nodes.flatMap((node) =>
    !node.currentState.relevant ? [] : isQuestion(node) ? [node] : questionsIn(node.currentState.children ?? []),
  );
}

export const faultOf = (node) => node.validationState?.violation ?? null;

/** The finished record: {xml, ready}. The photos are not asked of the engine: a restored one may still be on its way there. */
export async function finished(root) {
  const payload = await root.prepareInstancePayload({ payloadType: "monolithic" });
  return { xml: await payload.data[0].get(XML_FILE).text(), ready: payload.status === "ready" };
}

/** Files on the phone that the record names, and questions whose file is not on the phone. `files`: [{name}]. */
export function filesNamed(root, xml, files) {
  const said = new Set([...new DOMParser().parseFromString(xml, "text/xml").getElementsByTagName("*")].map((one) => one.textContent));
  const names = files.map((file) => file.name).filter((name) => said.has(name));
  const uploads = questionsIn(root.currentState.children).filter((node) => node.nodeType === "upload");
  const lost = uploads.filter(({ currentState: { instanceValue } }) => instanceValue && !names.includes(instanceValue));
  return { names, lost };
}

export function languagesOf(root) {
  return root.languages.filter((one) => one.language);
}

export function speak(root, code) {
  const wanted = languagesOf(root).find((one) => new RegExp(`\\(${code}\\)$|^${code}$`, "i").test(one.language));
  if (wanted) root.setLanguage(wanted);
}
