/** Order of visits on foot or by motorcycle: always the nearest that is left, from where the volunteer stands. */

/** Metres between two points, good enough within a city (equirectangular). */
export function metres(a, b) {
  const rad = Math.PI / 180;
  const x = (b.longitude - a.longitude) * rad * Math.cos(((a.latitude + b.latitude) / 2) * rad);
  const y = (b.latitude - a.latitude) * rad;
  return Math.hypot(x, y) * 6_371_000;
}

export const hasPlace = (visit) => Number.isFinite(visit.latitude) && Number.isFinite(visit.longitude);

/** Urgent ones first among themselves by way, then the others by way; those without a place keep their order at the end. */
export function inOrder(visits, here = null) {
  const ordered = [];
  let at = here;
  for (const group of [visits.filter((one) => one.urgent), visits.filter((one) => !one.urgent)]) {
    const left = group.filter(hasPlace);
    while (left.length) {
      let best = 0;
      if (at) for (let i = 1; i < left.length; i++) if (metres(at, left[i]) < metres(at, left[best])) best = i;
      [at] = left.splice(best, 1);
      ordered.push(at);
    }
    ordered.push(...group.filter((one) => !hasPlace(one)));
  }
  return ordered;
}
