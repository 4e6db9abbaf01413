/** What the screens share: who is signed in, what lies on the phone, and the loop that keeps phone and server together. */
import { reactive } from "vue";
import { flush } from "./outbox.js";
import { forgetToken, NoLine, refresh, Revoked, whoIs } from "./server.js";
import { all, forgetHandedOut, get, set, tidy } from "./store.js";

export const app = reactive({
  ready: false, token: "", owner: null, revoked: false, online: navigator.onLine, sending: false, refreshing: false,
  visits: [], returned: [], forms: [], drafts: [], outbox: [], sent: [], seen: 0, updateReady: false, fault: "",
});

/** Read everything from the phone again. Heavy parts (XML, media) stay out of the reactive state. */
export async function reload() {
  const owner = await get("owner");
  Object.assign(app, {
    token: (await get("token")) ?? "", owner: owner ?? null, revoked: (await get("revoked")) ?? false,
    visits: await all("visits"), returned: (await get("returned")) ?? [], seen: (await get("seen")) ?? 0,
    forms: (await all("forms")).map(({ key, id, version, name, old }) => ({ key, id, version, name, old })),
    drafts: (await all("drafts")).map(({ xml, ...draft }) => draft).sort((a, b) => b.updatedAt - a.updatedAt),
    outbox: (await all("outbox")).map(({ xml, ...record }) => record).sort((a, b) => a.madeAt - b.madeAt),
    sent: (await all("sent")).map(({ xml, ...record }) => record).sort((a, b) => b.sentAt - a.sentAt),
    ready: true,
  });
}

/** Sign in with a token (of the QR code or typed). Work of another person stays on the phone, untouched. */
export async function signIn(text) {
  const token = text.trim().replace(/^.*#/, "").replace(/^.*\/key\/([^/]+).*$/, "$1");
  const who = await whoIs(token);
  const before = await get("owner");
  if (before && before.username !== who.owner.username) await forgetHandedOut();
  await set("owner", who.owner);
  await set("token", token);
  await set("revoked", false);
  await reload();
  await sync({ force: true });
}

export async function signOut() {
  await forgetToken();
  await reload();
}

/** Revoked: what the office handed out goes, a person's own work stays, locked until a new code of the same person. */
async function lockPhone() {
  await set("revoked", true);
  await forgetToken();
  await set("returned", []);
  await reload();
}

/** Send what waits, then fetch anew. Called at start, on `online`, when the page shows itself, by a timer, and by the button. */
export async function sync({ force = false, freshLine = false } = {}) {
  if (!app.token || app.revoked) return;
  app.sending = true;
  try {
    const end = await flush({ force, freshLine, onChange: reload });
    if (end.revoked) return await lockPhone();
    if (force || Date.now() - app.seen > 10 * 60_000) {
      app.refreshing = true;
      await refresh(app.token);
    }
    app.online = true;
    app.fault = "";
  } catch (error) {
    if (error instanceof Revoked) return await lockPhone();
    if (error instanceof NoLine) app.online = navigator.onLine && app.online;
    else app.fault = error.message; // shown on the phone screen: a fault of ours, not of the line
  } finally {
    app.sending = app.refreshing = false;
    await reload();
  }
}

export function keepInTouch() {
  const soon = () => void sync();
  const fresh = () => void sync({ freshLine: true });
  addEventListener("online", () => ((app.online = true), fresh()));
  addEventListener("offline", () => (app.online = false));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && fresh());
  setInterval(soon, 30_000);
  void tidy().then(fresh);
}

export const ownOutbox = () => app.outbox.filter((one) => one.owner === app.owner?.username);
export const ownDrafts = () => app.drafts.filter((one) => one.owner === app.owner?.username);
