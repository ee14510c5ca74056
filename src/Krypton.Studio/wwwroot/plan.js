// Plans as a tree, and the rectangles that a patch changes.
export const seconds = (s) => s == null ? "" : s >= 60 ? `${Math.floor(s / 60)} min ${Math.round(s % 60)} s` : s >= 1 ? `${s.toFixed(1)} s` : s >= 0.001 ? `${Math.round(s * 1000)} ms` : `${Math.round(s * 1e6)} µs`;
export const bytes = (b) => !b ? "" : b >= 1e9 ? `${(b / 1e9).toFixed(1)} GB` : b >= 1e6 ? `${(b / 1e6).toFixed(0)} MB` : `${Math.max(1, b / 1e3).toFixed(0)} kB`;
export const count = (n) => Math.round(n).toLocaleString("en");

/** With three decimals, and no minus before zero. */
export const fixed = (v, digits = 3) => { const text = v.toFixed(digits); return Number(text) === 0 ? (0).toFixed(digits) : text; };

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [k, v] of Object.entries(attributes)) if (v !== null && v !== undefined && v !== false) node.setAttribute(k, v === true ? "" : v);
  node.append(...children.filter((c) => c !== null && c !== undefined));
  return node;
}

const known = ["operator", "label", "estimated", "actual", "inputs"];

function cost(word, c) {
  if (!c) return null;
  const parts = [seconds(c.seconds), c.positions ? `${count(c.positions)} positions` : "", c.flops ? `${(c.flops / 1e9).toFixed(2)} GFLOP` : "", bytes(c.bytes)].filter((p) => p);
  return el("span", { class: "cost" }, `${word}: ${parts.join(", ")}`);
}

function layerTable(layers) {
  const rows = layers.map((l) => el("tr", {}, el("td", {}, l.name), el("td", {}, l.kernel), el("td", {}, l.output), el("td", {}, `${(l.changed * 100).toFixed(1)} %`),
    el("td", {}, seconds(l.seconds)), el("td", {}, seconds(l.estimatedSeconds)), el("td", {}, `${(l.peakShare * 100).toFixed(0)} %`)));
  return el("details", { open: true }, el("summary", {}, `${layers.length} layers`), el("div", { class: "layers-table", tabindex: "0", role: "region", "aria-label": "Layers" }, el("table", {},
    el("thead", {}, el("tr", {}, ...["layer", "kernel", "output", "changed", "took", "estimated", "of peak"].map((h) => el("th", { scope: "col" }, h)))), el("tbody", {}, ...rows))));
}

function operator(node) {
  const facts = Object.entries(node).filter(([k, v]) => !known.includes(k) && !Array.isArray(v)).map(([k, v]) => `${k} ${v}`).join(" · ");
  const item = el("li", {}, el("b", {}, node.operator), el("span", { class: "facts" }, facts), cost("estimated", node.estimated), cost("took", node.actual));
  if (Array.isArray(node.layers)) item.append(layerTable(node.layers));
  if (node.inputs?.length) item.append(el("ul", {}, ...node.inputs.map(operator)));
  return item;
}

export function tree(plan) {
  const all = el("div", {}, el("ul", { class: "tree" }, ...plan.plan.map(operator)));
  if (plan.rules?.length) all.append(el("p", { class: "hint" }, `Rules: ${plan.rules.join("; ")}`));
  if (plan.rejected?.length) all.append(el("details", {}, el("summary", {}, "Rejected alternatives"), el("ul", {}, ...plan.rejected.map((r) => el("li", {}, r)))));
  return all;
}

/** Each layer's map as a square, with the rectangle the patch changes. */
export function rectangles(layers) {
  const space = "http://www.w3.org/2000/svg";
  return layers.filter((l) => l.width > 0).map((l) => {
    const svg = document.createElementNS(space, "svg"), rect = document.createElementNS(space, "rect");
    svg.setAttribute("viewBox", `0 0 ${l.width} ${l.height}`);
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", `${l.name}: columns ${l.x} to ${l.x + l.w - 1}, rows ${l.y} to ${l.y + l.h - 1} of ${l.width} by ${l.height}`);
    for (const [k, v] of Object.entries({ x: l.x, y: l.y, width: Math.max(l.w, 0), height: Math.max(l.h, 0) })) rect.setAttribute(k, v);
    svg.append(rect);
    return el("figure", {}, svg, el("figcaption", {}, `${l.name} ${l.width}×${l.height}×${l.channels}: ${l.w}×${l.h}`));
  });
}
