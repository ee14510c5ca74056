// Queries beside one another, with the difference of their maps.
import { floats, get } from "./api.js";
import { drawHeat, drawPicture } from "./heat.js";
import { el, seconds } from "./plan.js";
import { write } from "./query.js";
import { answerOf, start, watch } from "./runs.js";

const $ = (id) => document.getElementById(id);
let page;

function column(letter, what) {
  const models = page.studio().models.map((n) => el("option", {}, n));
  const field = (name, node) => { node.dataset.field = name; return el("label", {}, name, node); };
  const model = el("select", {}, ...models), mode = el("select", {}, ...["naive", "exact", "approximate"].map((m) => el("option", {}, m)));
  [model.value, mode.value] = [what.model, what.mode];
  return el("article", { "data-letter": letter }, el("h3", {}, letter), field("model", model), field("mode", mode),
    field("patch", el("input", { type: "number", min: 1, value: what.patch })), el("p", { class: "hint" }), el("canvas", { width: 360, height: 360, role: "img", "aria-label": `Heatmap of ${letter}` }));
}

function preset() {
  const c = page.controls(), all = page.studio().models, other = all.find((m) => m !== c.model) ?? c.model;
  const sets = {
    modes: ["naive", "exact", "approximate"].map((mode) => ({ ...c, mode })),
    patches: [{ ...c, mode: "exact" }, { ...c, mode: "exact", patch: Math.max(1, Math.round(c.patch * 2)) }],
    models: [{ ...c, mode: "exact" }, { ...c, mode: "exact", model: other }],
  };
  $("columns").replaceChildren(...sets[$("preset").value].map((s, i) => column("ABC"[i], s)));
  $("differences").replaceChildren();
}

/** Earlier answers are not used: each shall show what it does itself. */
async function runOne(article) {
  const value = (name) => article.querySelector(`[data-field=${name}]`).value, note = article.querySelector("p");
  const id = await start("SET rule.ReuseAnswer = off;\n" + write({ ...page.controls(), model: value("model"), mode: value("mode"), patch: value("patch") }));
  const over = await watch(id, { state: (s) => { note.textContent = s.state === "waiting" ? `waiting: number ${s.position} in the queue` : s.progress ? `${s.progress.done} of ${s.progress.total}` : s.state; } });
  if (over.state !== "done") throw new Error(over.error);
  const answer = await answerOf(id), map = answer.maps[0].map, canvas = article.querySelector("canvas");
  note.textContent = `${seconds(answer.seconds)}; ${map.label} ${map.base.toFixed(3)}; largest drop ${map.strongest.drop.toFixed(3)}`;
  const picture = new Image();
  picture.src = `/api/runs/${id}/maps/0/picture`;
  await picture.decode();
  drawPicture(canvas, picture);
  drawHeat(canvas, map.drop, map.grid, map);
  return { id, picture, letter: article.dataset.letter };
}

async function difference(first, second) {
  const found = await get(`/api/compare?a=${first.id}&b=${second.id}`), values = floats(found.difference);
  const canvas = el("canvas", { width: 360, height: 360, role: "img", "aria-label": `Difference of ${second.letter} and ${first.letter}` });
  drawPicture(canvas, first.picture);
  drawHeat(canvas, values, found.grid, found, { signedRange: Math.max(found.largest, 1e-6), opacity: 0.85 });
  return el("article", {}, el("h3", {}, `${second.letter} less ${first.letter}`),
    el("p", {}, `SSIM ${found.ssim.toFixed(4)}; drops differ by ${found.meanAbsolute.toExponential(1)} on average, ${found.largest.toExponential(1)} at most${found.interpolated ? " (positions between the maps' own are interpolated)" : ""}`), canvas);
}

async function compare() {
  $("compare-run").disabled = true;
  $("differences").replaceChildren();
  try {
    const done = await Promise.all([...$("columns").children].map(runOne));
    $("differences").replaceChildren(...await Promise.all(done.slice(1).map((other) => difference(done[0], other))));
    page.notice(null);
  } catch (e) { page.notice(e); } finally { $("compare-run").disabled = false; }
}

export function setUp(to) {
  page = to;
  $("preset").addEventListener("change", preset);
  $("tab-compare").addEventListener("click", () => { if (!$("columns").children.length) preset(); });
  $("compare-run").addEventListener("click", compare);
}
