// What the page asks the server.
async function answer(response) {
  if (response.ok) return response.status === 204 ? null : response.json();
  const text = await response.text();
  let error = text;
  try { error = JSON.parse(text).error ?? text; } catch { /* not ours: show it as it is */ }
  throw Object.assign(new Error(error || `the server answered ${response.status}`), { status: response.status });
}

export const get = async (path) => answer(await fetch(path));
export const post = async (path, body) => answer(await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }));
export const upload = async (path, file) => answer(await fetch(path, { method: "POST", headers: { "Content-Type": "application/octet-stream" }, body: file }));
export const remove = async (path) => answer(await fetch(path, { method: "DELETE" }));

function bytes(base64) {
  const text = atob(base64), out = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) out[i] = text.charCodeAt(i);
  return out.buffer;
}

export const floats = (base64) => new Float32Array(bytes(base64));
export const integers = (base64) => new Int32Array(bytes(base64));

/** A map as it came, with its numbers unpacked and drops instead of scores. */
export function unpack(map) {
  const scores = floats(map.scores);
  return { ...map, scores, drop: scores.map((s) => map.base - s), winners: integers(map.winners) };
}
