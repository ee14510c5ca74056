// Queries that run: started, watched, found again after a reload, cancelled.
import { get, post, remove, unpack } from "./api.js";

const key = "krypton-run";

/** Follows a run to its end. */
export function watch(id, { state, preview }) {
  return new Promise((resolve, reject) => {
    const events = new EventSource(`/api/runs/${id}/events`);
    let last = null, failures = 0;
    events.addEventListener("state", (e) => {
      failures = 0;
      last = JSON.parse(e.data);
      state?.(last);
      if (["done", "failed", "cancelled"].includes(last.state)) { events.close(); resolve(last); }
    });
    events.addEventListener("preview", (e) => preview?.(JSON.parse(e.data).map(unpack)));
    events.onerror = () => { if (++failures > 5) { events.close(); reject(new Error("the connection to Studio is lost; reload the page to find the query again")); } };
  });
}

export async function start(script) {
  const run = await post("/api/runs", { script });
  return run.id;
}

export const cancel = (id) => remove(`/api/runs/${id}`);

export async function answerOf(id) {
  const answer = await get(`/api/runs/${id}/answer`);
  return { ...answer, maps: answer.maps.map((m) => ({ ...m, map: unpack(m.map) })) };
}

export function remember(id) {
  sessionStorage.setItem(key, id);
  history.replaceState(null, "", `#run=${id}`);
}

/** The run of the address or of this tab; null when there is none any more. */
export async function remembered() {
  const id = /run=([0-9a-f]{32})/.exec(location.hash)?.[1] ?? sessionStorage.getItem(key);
  if (!id) return null;
  try { return await get(`/api/runs/${id}`); } catch { return null; }
}
