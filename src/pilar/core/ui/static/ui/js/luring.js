/**
 * Preparing one page for work without a line: the page, its state, and its files go into the cache of this browser, under the name of the user.
 * Names of families lie there until somebody removes them, the session is over, another user comes, or eight days have gone.
 */

const PREFIX = "pilar-meja:";
const DAYS = 8;
const STAMP = "/musyawarah/luring/disiapkan";

const place = document.querySelector("[data-luring]");

/** @param {string} user */
async function forgetOld(user) {
  for (const name of await caches.keys()) {
    if (!name.startsWith(PREFIX)) continue;
    const stamp = await (await caches.open(name)).match(STAMP);
    const age = stamp ? Date.now() - Number(await stamp.text()) : Infinity;
    if (!name.startsWith(`${PREFIX}${user}:`) || age > DAYS * 86_400_000) await caches.delete(name);
  }
}

/** @param {HTMLElement} place */
async function run(place) {
  const user = document.body.dataset.user ?? "";
  const session = place.dataset.session;
  const name = `${PREFIX}${user}:${session}`;
  const words = place.querySelector("[data-luring-words]");
  const prepare = place.querySelector("[data-luring-prepare]");
  const remove = place.querySelector("[data-luring-remove]");
  await forgetOld(user);
  if (place.dataset.over) { await caches.delete(name); return; }
  place.hidden = false;

  async function show() {
    const ready = await caches.has(name);
    words.textContent = ready ? place.dataset.ready : place.dataset.explain;
    remove.hidden = !ready;
    prepare.textContent = ready ? place.dataset.again : place.dataset.first;
  }

  prepare.addEventListener("click", async () => {
    prepare.disabled = true;
    try {
      await navigator.serviceWorker.register(place.dataset.worker);
      await navigator.serviceWorker.ready;
      const page = await fetch(place.dataset.page, { cache: "no-store", redirect: "error" });
      const state = await fetch(`${place.dataset.state}?semua=1`, { cache: "no-store", redirect: "error" });
      if (!page.ok || !state.ok) throw new Error(String(page.status));
      const parsed = new DOMParser().parseFromString(await page.clone().text(), "text/html");
      const files = [...parsed.querySelectorAll("link[rel~=stylesheet][href], script[src], link[rel=modulepreload][href]")].map((one) => one.getAttribute("href") ?? one.getAttribute("src"));
      const seen = performance.getEntriesByType("resource").map((one) => new URL(one.name)).filter((one) => one.pathname.startsWith("/static/")).map((one) => one.pathname);
      const cache = await caches.open(name);
      await cache.addAll([...new Set([...files, ...seen])].filter((one) => one?.startsWith("/static/")));
      await cache.put(place.dataset.page, page);
      await cache.put(`${place.dataset.state}?semua=1`, state);
      await cache.put(STAMP, new Response(String(Date.now())));
      await show();
    } catch {
      await caches.delete(name);
      words.textContent = place.dataset.failed;
    }
    prepare.disabled = false;
  });
  remove.addEventListener("click", async () => { await caches.delete(name); await show(); });
  await show();
}

if (place instanceof HTMLElement && "serviceWorker" in navigator && "caches" in window) void run(place);
