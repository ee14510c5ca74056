// The page: controls write the query, the query runs, the answer is looked at.
import { get, post, unpack } from "./api.js";
import { names as colorNames } from "./colors.js";
import * as library from "./library.js";
import { setUp as setUpCompare } from "./compare.js";
import { bytes, count, el, fixed, rectangles, seconds, tree } from "./plan.js";
import { read, write } from "./query.js";
import * as runs from "./runs.js";
import { Stage } from "./stage.js";

const $ = (id) => document.getElementById(id);
const state = { studio: null, model: null, running: null, answer: null, runId: null, shown: 0, region: null, estimate: null, edited: false };
const stage = new Stage($("stage"), $("bar"), { hover, pick, region: setRegion });

function notice(error) {
  $("notice").hidden = !error;
  $("notice").textContent = error ? error.message ?? error : "";
}

export const controls = () => ({
  image: $("image").value, model: $("model").value, mode: document.querySelector("[name=mode]:checked").value, quality: $("quality").value,
  patch: $("patch").value, stride: $("stride").value, fill: $("fill").value, classes: $("classes").value, region: state.region,
});

// ---- the query

let planTimer = 0, planTurn = 0;

function rewrite() {
  const c = controls();
  state.edited = false;
  $("edited").hidden = true;
  $("quality-field").hidden = c.mode !== "approximate";
  $("quality-value").textContent = Number(c.quality).toFixed(2);
  [stage.step, stage.patch] = [Math.max(1, Number(c.stride)), Math.max(1, Number(c.patch))];
  $("region-text").textContent = c.region
    ? `Region: ${c.region.width}×${c.region.height} at ${c.region.x}, ${c.region.y}. Run to refine it; drag again to look closer.`
    : "Region: the whole picture. Drag a rectangle to look closer.";
  $("region-clear").hidden = !c.region;
  $("query").value = write(c);
  planSoon();
}

/** The text was written by somebody: the controls follow where they can say the same. */
function edit() {
  const said = read($("query").value);
  if (said && said.image === $("image").value && said.model === $("model").value) {
    for (const id of ["quality", "patch", "stride", "fill", "classes"]) $(id).value = said[id];
    document.querySelector(`[name=mode][value=${said.mode}]`).checked = true;
    [state.region, stage.region] = [said.region, said.region];
    const text = $("query").value;
    rewrite();
    $("query").value = text;
    stage.draw();
  } else {
    state.edited = true;
    $("edited").hidden = false;
    planSoon();
  }
}

function planSoon() {
  clearTimeout(planTimer);
  planTimer = setTimeout(plan, 250);
}

async function plan() {
  const turn = ++planTurn, script = $("query").value;
  try {
    const found = await post("/api/plan", { script });
    if (turn !== planTurn) return;
    $("query-error").hidden = true;
    const c = controls();
    $("estimates").replaceChildren(...found.modes.map((m) => el("tr", { class: !state.edited && m.mode === c.mode ? "chosen" : null },
      el("th", { scope: "row" }, m.mode), el("td", {}, m.error ?? seconds(m.seconds)), el("td", {}, bytes(m.bytes)))));
    state.estimate = found.plan?.estimatedSeconds ?? null;
    $("plan-text").textContent = found.text;
    if (!state.running && found.plan) $("plan").replaceChildren(tree(found.plan));
    if (!state.running) $("plan-hint").textContent = "What the optimizer intends; after a run, with what it really took.";
  } catch (e) {
    if (turn !== planTurn) return;
    [$("query-error").hidden, $("query-error").textContent] = [false, e.message];
    $("estimates").replaceChildren();
  }
}

// ---- running

async function run() {
  notice(null);
  if (state.running) await runs.cancel(state.running).catch(() => null);
  state.estimateAtStart = state.estimate;
  try {
    const id = await runs.start($("query").value);
    runs.remember(id);
    await follow(id);
  } catch (e) { busy(null); notice(e); }
}

async function follow(id) {
  busy(id);
  const over = await runs.watch(id, { state: showProgress, preview: (maps) => { if (state.running === id) showPreview(maps); } });
  if (state.running !== id) return;
  busy(null);
  if (over.state === "done") await showAnswer(id, over.script);
  else if (over.state === "failed") notice(over.error);
  else $("progress-text").textContent = over.error;
  $("progress").hidden = over.state !== "cancelled";
}

function busy(id) {
  state.running = id;
  $("run").disabled = id !== null;
  $("cancel").hidden = id === null;
  if (id) { $("progress").hidden = false; $("progress-text").textContent = "submitted"; $("progress-bar").removeAttribute("value"); }
}

function showProgress(run) {
  const p = run.progress;
  if (run.state === "waiting") {
    $("progress-text").textContent = run.position > 0 ? `waiting: number ${run.position} in the queue` : "about to begin";
  } else if (p && p.total > 0) {
    $("progress-bar").value = p.done / p.total;
    $("progress-text").textContent = `${count(p.done)} of ${count(p.total)} positions, ${seconds(p.elapsed)}${p.remaining != null && p.done > 0 ? `, about ${seconds(p.remaining)} to go` : ""}`;
  }
}

async function showPreview(maps) {
  const map = maps[0];
  $("map-title").textContent = `${map.label}, ${map.base.toFixed(3)} without a patch (being refined)`;
  stage.setMap(map);
  if (!window.firstPicture) window.firstPicture = performance.now();
  document.body.dataset.refined = Math.round(window.firstPicture);
}

async function showAnswer(id, script) {
  const answer = await runs.answerOf(id);
  Object.assign(state, { answer, runId: id, script, shown: 0 });
  document.body.dataset.run = id;
  $("map-choice").hidden = answer.maps.length < 2;
  $("map-choice").replaceChildren(...answer.maps.map((m, i) => el("option", { value: i }, `${m.map.image}: ${m.map.label}`)));
  $("messages").replaceChildren(...answer.messages.map((m) => el("pre", {}, m)), ...answer.tables.map(table));
  const known = answer.reused, q = answer.maps[0]?.map.quality;
  const parts = [];
  if (known > 0) parts.push(`${count(known)} of ${count(answer.positions)} positions from earlier answers`);
  if (q) parts.push(`${count(q.exact)} of ${count(answer.positions)} positions evaluated; estimated quality ${q.estimate.toFixed(3)} ± ${q.deviation.toFixed(3)} (${q.metric})`);
  $("reuse").hidden = parts.length === 0;
  $("reuse").textContent = parts.join("; ");
  const estimated = answer.analysis[0]?.estimatedSeconds;
  $("timing").hidden = answer.positions === 0;
  $("timing").textContent = `${count(answer.evaluated)} positions computed in ${seconds(answer.seconds)}${estimated != null ? `; estimated ${seconds(estimated)}` : ""}`;
  if (answer.analysis.length) {
    $("plan").replaceChildren(...answer.analysis.map(tree));
    $("plan-hint").textContent = "EXPLAIN ANALYZE: what it really took beside what was estimated.";
  }
  if (answer.maps.length) await showMap(0);
}

async function showMap(index) {
  state.shown = index;
  const { map, before, after } = state.answer.maps[index], root = `/api/runs/${state.runId}/maps/${index}`;
  $("map-title").textContent = `${map.label}, ${map.isLogit ? "logit" : "score"} ${map.base.toFixed(3)} without a patch`;
  scores($("before"), before);
  scores($("after"), after);
  $("downloads").hidden = false;
  for (const ending of ["png", "npy", "csv", "parquet"]) $(`get-${ending}`).href = `${root}/heatmap.${ending}`;
  const picture = await load(`${root}/picture`);
  stage.setPicture(picture, { width: map.width, height: map.height });
  stage.pinned = map.strongest;
  stage.setMap(map);
  if (!window.firstPicture) { window.firstPicture = performance.now(); document.body.dataset.refined = Math.round(window.firstPicture); }
  hover(map.strongest);
  await pick(map.strongest);
}

function scores(list, top) {
  list.replaceChildren(...top.map((t) => el("li", {}, el("span", {}, t.label), el("span", {}, t.probability.toFixed(3)), el("meter", { min: 0, max: 1, value: t.probability, "aria-label": t.label }))));
}

function table(t) {
  return el("div", { class: "layers-table" }, el("table", {}, el("thead", {}, el("tr", {}, ...t.columns.map((c) => el("th", { scope: "col" }, c)))),
    el("tbody", {}, ...t.rows.map((r) => el("tr", {}, ...r.map((v) => el("td", {}, `${v ?? ""}`)))))));
}

const load = (source) => new Promise((resolve, reject) => {
  const image = new Image();
  image.onload = () => resolve(image);
  image.onerror = () => reject(new Error("the picture cannot be shown"));
  image.src = source;
});

// ---- the place under the cursor

function hover({ row, column }) {
  const map = stage.map;
  if (!map) return;
  const g = map.grid, i = row * g.columns + column, winner = map.winners[i];
  const turns = winner < 0 ? "predicted class not evaluated here" : winner === map.predicted.classIndex ? `still ${map.labels[winner]}` : `turns into ${map.labels[winner]}`;
  $("readout").textContent = `Patch at x ${g.x + column * g.strideWidth}, y ${g.y + row * g.strideHeight}: score ${fixed(map.scores[i], 4)}, drop ${fixed(map.drop[i], 4)}, ${turns}`;
}

async function pick({ row, column }) {
  if (!state.answer?.maps.length || stage.map !== state.answer.maps[state.shown].map) return;
  const root = `/api/runs/${state.runId}/maps/${state.shown}`, at = `row=${row}&column=${column}`;
  try {
    const place = await get(`${root}/place?${at}`), g = stage.map.grid;
    $("place-title").textContent = `With the patch at x ${g.x + column * g.strideWidth}, y ${g.y + row * g.strideHeight}`;
    $("place-hint").hidden = true;
    $("occluded").src = `${root}/occluded?${at}`;
    $("occluded").hidden = false;
    scores($("place"), place.top);
    $("layers-title").hidden = place.layers.length === 0;
    $("layers").replaceChildren(...rectangles(place.layers));
  } catch (e) { notice(e); }
}

function setRegion(region) {
  state.region = region;
  stage.region = region;
  rewrite();
  stage.draw();
}

// ---- image and model

let inputTurn = 0, predictTurn = 0;

/** Shows an image as a model sees it; an answer that follows at once brings the prediction itself. */
async function chooseInput(answerFollows = false) {
  const turn = ++inputTurn;
  const image = $("image").value, model = $("model").value;
  setRegion(null);
  stage.setMap(null);
  stage.pinned = stage.cursor = null;
  for (const button of $("cases").children) button.setAttribute("aria-pressed", button.dataset.image === image && button.dataset.model === model);
  try {
    const found = await get(`/api/models/${encodeURIComponent(model)}`);
    const picture = await load(`/api/images/${encodeURIComponent(image)}?model=${encodeURIComponent(model)}`);
    if (turn !== inputTurn) return;
    state.model = found;
    stage.setPicture(picture, found);
    library.showPreprocessing(state.model);
    if (!answerFollows) await predict();
    notice(null);
  } catch (e) { notice(e); }
}

async function predict(options) {
  const turn = ++predictTurn;
  const { top } = await post("/api/predict", { image: $("image").value, model: $("model").value, options });
  if (turn !== predictTurn) return;
  scores(options ? $("tried") : $("before"), top);
  if (!options) { $("after").replaceChildren(); $("tried").replaceChildren(); }
}

export async function refresh(chosen = {}) {
  state.studio = await get("/api/studio");
  for (const [id, items] of [["image", state.studio.images], ["model", state.studio.models]]) {
    const before = chosen[id] ?? $(id).value;
    $(id).replaceChildren(...items.map((n) => el("option", {}, n)));
    if (items.includes(before)) $(id).value = before;
  }
  const cases = [["film_", "phantom_chest"], ["garden_", "garden"]].filter(([, m]) => state.studio.models.includes(m))
    .flatMap(([start, m]) => state.studio.images.filter((n) => n.startsWith(start)).map((n) => [n, m]));
  $("cases").replaceChildren(...cases.map(([n, model]) => {
    const button = el("button", { title: `${n} with ${model}`, "aria-pressed": "false" }, el("img", { src: `/api/images/${n}`, alt: n.replaceAll("_", " "), loading: "lazy" }));
    Object.assign(button.dataset, { image: n, model });
    button.addEventListener("click", () => { [$("image").value, $("model").value] = [n, model]; chooseInput(true); run(); });
    return button;
  }));
  library.showAll(state.studio);
  if (chosen.image || chosen.model) await chooseInput();
}

// ---- setting up

function tabs() {
  const all = [...document.querySelectorAll("[role=tab]")];
  const select = (tab) => all.forEach((t) => {
    t.setAttribute("aria-selected", t === tab);
    t.tabIndex = t === tab ? 0 : -1;
    $(t.getAttribute("aria-controls")).hidden = t !== tab;
  });
  all.forEach((tab, i) => {
    tab.addEventListener("click", () => select(tab));
    tab.addEventListener("keydown", (e) => {
      const to = { ArrowRight: all[(i + 1) % all.length], ArrowLeft: all[(i + all.length - 1) % all.length] }[e.key];
      if (to) { select(to); to.focus(); }
    });
  });
}

function theme() {
  const apply = (value) => { if (value) document.documentElement.dataset.theme = value; else delete document.documentElement.dataset.theme; };
  $("theme").value = localStorage.getItem("krypton-theme") ?? "";
  apply($("theme").value);
  $("theme").addEventListener("change", () => { localStorage.setItem("krypton-theme", $("theme").value); apply($("theme").value); });
}

async function open() {
  theme();
  tabs();
  $("colors").replaceChildren(...colorNames.map((n) => el("option", {}, n)));
  for (const id of ["patch", "stride", "fill", "classes", "quality"]) $(id).addEventListener("input", rewrite);
  for (const radio of document.querySelectorAll("[name=mode]")) radio.addEventListener("change", rewrite);
  for (const id of ["image", "model"]) $(id).addEventListener("change", () => chooseInput());
  $("query").addEventListener("input", edit);
  $("query").addEventListener("keydown", (e) => { if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) run(); });
  $("run").addEventListener("click", run);
  $("cancel").addEventListener("click", () => runs.cancel(state.running).catch(notice));
  $("copy").addEventListener("click", async () => {
    try { await navigator.clipboard.writeText($("query").value); } catch { $("query").select(); document.execCommand("copy"); }
    $("copy").textContent = "Copied";
    setTimeout(() => { $("copy").textContent = "Copy query"; }, 1500);
  });
  $("region-clear").addEventListener("click", () => setRegion(null));
  $("map-choice").addEventListener("change", () => showMap(Number($("map-choice").value)));
  $("opacity").addEventListener("input", () => { stage.look.opacity = Number($("opacity").value); stage.draw(); });
  $("colors").addEventListener("change", () => { stage.look.colors = $("colors").value; stage.draw(); });
  $("smooth").addEventListener("change", () => { stage.look.smooth = $("smooth").checked; stage.draw(); });
  library.setUp({ refresh, predict, notice, model: () => $("model").value });
  setUpCompare({ controls, studio: () => state.studio, notice, picture: () => stage.picture });
  await refresh();
  const [image, model] = ["film_opacity_1", "phantom_chest"];
  if (state.studio.images.includes(image)) $("image").value = image;
  if (state.studio.models.includes(model)) $("model").value = model;
  if (!$("image").value || !$("model").value) return notice("There is no image or no model yet: add them under Images and models.");
  const earlier = await runs.remembered();
  if (earlier) {
    const [, ofImage, ofModel] = /ON\s+"?(\w+)"?\s+USING\s+"?(\w+)"?/i.exec(earlier.script) ?? [];
    if (state.studio.images.includes(ofImage)) $("image").value = ofImage;
    if (state.studio.models.includes(ofModel)) $("model").value = ofModel;
    await chooseInput(true);
    $("query").value = earlier.script;
    edit();
    await follow(earlier.id).catch(notice);
  } else {
    // The first thing to see is an answer.
    chooseInput(true);
    run();
  }
}

open().catch(notice);
