/** How much room there is, and whether the browser promised to keep it. */
export const LEAST_FREE = 200 * 1024 * 1024;

export async function storageState() {
  const { usage = 0, quota = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  const persisted = (await navigator.storage?.persisted?.()) ?? false;
  return { usage, quota, free: Math.max(0, quota - usage), known: quota > 0, persisted };
}

export const askToKeep = async () => (await navigator.storage?.persist?.()) ?? false;

/** New visits are refused below 200 MB; a browser that says nothing about its room is not held against the volunteer. */
export async function mayStart() {
  const state = await storageState();
  return !state.known || state.free >= LEAST_FREE;
}

export function unsentDays(records, now = Date.now()) {
  return records.length ? Math.floor((now - Math.min(...records.map((one) => one.madeAt))) / 86_400_000) : 0;
}
