/** The service worker: offline from the first visit on. A new version waits until the outbox and all drafts are empty, or a person asks. */
import { app } from "./state.js";

let waiting = null;

export async function startWorker() {
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.register("/lapangan/sw.js", { scope: "/lapangan/" });
  const note = () => {
    waiting = registration.waiting;
    app.updateReady = Boolean(waiting && navigator.serviceWorker.controller);
    if (app.updateReady && !app.outbox.length && !app.drafts.length && location.hash.length < 3) install();
  };
  note();
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", note));
  let reloaded = !navigator.serviceWorker.controller; // the first worker takes over without a reload
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (reloaded) return void (reloaded = false);
    reloaded = true;
    if (app.updateAsked) location.reload();
  });
}

export function install() {
  app.updateAsked = true;
  waiting?.postMessage({ type: "SKIP_WAITING" });
}
