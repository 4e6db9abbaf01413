/**
 * A page without a line, also when it is opened for the first time in the hall. What somebody prepared with "Siapkan untuk luring"
 * (luring.js) lies in the cache of this browser; the line is always asked first, the cache only when there is none.
 */

const PREFIX = "pilar-meja:";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

/** @param {Request} request @returns {Promise<Response | undefined>} the kept answer, marked so that the page can say so */
async function kept(request) {
  const url = new URL(request.url);
  const key = url.pathname.endsWith("/keadaan/") ? `${url.pathname}?semua=1` : url.pathname;
  for (const name of await caches.keys()) {
    if (!name.startsWith(PREFIX)) continue;
    const found = await (await caches.open(name)).match(key);
    if (!found) continue;
    const headers = new Headers(found.headers);
    headers.set("X-Pilar-Luring", "1");
    return new Response(found.body, { status: found.status, headers });
  }
  return undefined;
}

self.addEventListener("fetch", (event) => {
  const request = event.request;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  event.respondWith(fetch(request).catch(async (error) => {
    const found = await kept(request);
    if (found) return found;
    throw error;
  }));
});
