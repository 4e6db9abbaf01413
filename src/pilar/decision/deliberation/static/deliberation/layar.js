/** The public screen follows the table: the page is fetched again every few seconds and only its middle is replaced. */

const LOOK_MS = 4000;

async function look() {
  if (!document.hidden) {
    try {
      const answer = await fetch(location.href, { signal: AbortSignal.timeout(10000) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-layar]");
      const shown = document.querySelector("[data-layar]");
      if (fresh && shown && fresh.innerHTML !== shown.innerHTML) shown.replaceWith(fresh);
    } catch { /* the line is down: what stands stays */ }
  }
  setTimeout(look, LOOK_MS);
}

setTimeout(look, LOOK_MS);
