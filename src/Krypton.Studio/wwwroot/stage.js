// The picture: heat, the patch under the cursor, the dragged rectangle; by pointer and by keyboard.
import { fixed } from "./plan.js";
import { drawBar, drawHeat, drawPicture, frame, range } from "./heat.js";

const clamp = (v, low, high) => Math.min(Math.max(v, low), high);

export class Stage {
  constructor(canvas, bar, handlers) {
    Object.assign(this, { canvas, bar, handlers, picture: null, size: { width: 224, height: 224 }, map: null, region: null, cursor: null, pinned: null, look: { colors: "viridis", opacity: 0.75, smooth: true }, step: 4, patch: 16 });
    canvas.width = canvas.height = 672;
    canvas.addEventListener("pointerdown", (e) => this.down(e));
    canvas.addEventListener("pointermove", (e) => this.move(e));
    canvas.addEventListener("pointerup", (e) => this.up(e));
    canvas.addEventListener("pointercancel", () => { this.drag = null; });
    canvas.addEventListener("pointerleave", () => { if (!this.drag) { this.cursor = null; this.draw(); } });
    canvas.addEventListener("keydown", (e) => this.key(e));
  }

  setPicture(picture, size) {
    [this.picture, this.size] = [picture, size];
    this.canvas.height = Math.round(this.canvas.width * size.height / size.width);
    this.canvas.style.aspectRatio = `${size.width} / ${size.height}`;
    this.draw();
  }

  setMap(map) { this.map = map; this.draw(); }

  draw() {
    const { canvas, map, look } = this, context = canvas.getContext("2d");
    drawPicture(canvas, this.picture);
    if (map) drawHeat(canvas, map.drop, map.grid, this.size, look);
    drawBar(this.bar, look.colors);
    const { low, high } = map ? range(map.drop) : { low: 0, high: 0 };
    document.getElementById("bar-high").textContent = map ? fixed(high) : "";
    document.getElementById("bar-low").textContent = map ? fixed(low) : "";
    const scale = canvas.width / this.size.width;
    if (map && this.pinned) this.box(context, this.pinned, scale, false);
    if (map && this.cursor) this.box(context, this.cursor, scale, false);
    const r = this.drag?.region ?? this.region;
    if (r) frame(context, r.x * scale, r.y * scale, r.width * scale, r.height * scale, true);
  }

  box(context, { row, column }, scale) {
    const g = this.map.grid;
    frame(context, (g.x + column * g.strideWidth) * scale, (g.y + row * g.strideHeight) * scale, g.patchWidth * scale, g.patchHeight * scale, false);
  }

  point(e) {
    const r = this.canvas.getBoundingClientRect();
    return { x: (e.clientX - r.left) / r.width * this.size.width, y: (e.clientY - r.top) / r.height * this.size.height };
  }

  /** The position whose patch has its middle nearest to a point. */
  cell({ x, y }) {
    const g = this.map.grid;
    return { row: clamp(Math.round((y - g.patchHeight / 2 - g.y) / g.strideHeight), 0, g.rows - 1), column: clamp(Math.round((x - g.patchWidth / 2 - g.x) / g.strideWidth), 0, g.columns - 1) };
  }

  down(e) {
    this.canvas.setPointerCapture(e.pointerId);
    this.drag = { from: this.point(e), region: null };
  }

  move(e) {
    const at = this.point(e);
    if (this.drag && Math.max(Math.abs(at.x - this.drag.from.x), Math.abs(at.y - this.drag.from.y)) * this.canvas.clientWidth / this.size.width > 6) {
      this.drag.region = this.snapped(this.drag.from, at);
    }
    if (this.map) { this.cursor = this.cell(at); this.handlers.hover(this.cursor); }
    this.draw();
  }

  up(e) {
    const region = this.drag?.region, at = this.point(e);
    this.drag = null;
    if (region) { this.region = region; this.handlers.region(region); }
    else if (this.map) { this.pinned = this.cell(at); this.handlers.pick(this.pinned); }
    this.draw();
  }

  /** On the lattice of the stride, so that earlier answers hold positions of the new query, and large enough for a patch. */
  snapped(a, b) {
    const step = this.step, { width, height } = this.size;
    const axis = (p, q, length) => {
      const start = clamp(Math.floor(Math.min(p, q) / step) * step, 0, Math.max(0, Math.floor((length - this.patch) / step) * step));
      return [start, clamp(Math.ceil((Math.max(p, q) - start) / step) * step, this.patch, length - start)];
    };
    const [x, w] = axis(a.x, b.x, width), [y, h] = axis(a.y, b.y, height);
    return { x, y, width: w, height: h };
  }

  key(e) {
    const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    if (e.key in moves) {
      e.preventDefault();
      const [dy, dx] = moves[e.key];
      if (e.shiftKey) {
        const s = this.step, c = this.corner();
        const r = this.region ?? { x: c.x, y: c.y, width: this.patch, height: this.patch };
        this.region = { ...r, width: clamp(r.width + dx * s, this.patch, this.size.width - r.x), height: clamp(r.height + dy * s, this.patch, this.size.height - r.y) };
        this.handlers.region(this.region);
      } else if (this.map) {
        const c = this.cursor ?? this.pinned ?? this.map.strongest, g = this.map.grid;
        this.cursor = { row: clamp(c.row + dy, 0, g.rows - 1), column: clamp(c.column + dx, 0, g.columns - 1) };
        this.handlers.hover(this.cursor);
      }
    } else if (e.key === "Enter" && this.map) {
      this.pinned = this.cursor ?? this.map.strongest;
      this.handlers.pick(this.pinned);
    } else if (e.key === "Escape") {
      this.region = null;
      this.handlers.region(null);
    } else return;
    this.draw();
  }

  corner() {
    if (!this.map) return { x: 0, y: 0 };
    const c = this.cursor ?? this.pinned ?? this.map.strongest, g = this.map.grid, s = this.step;
    return { x: Math.floor((g.x + c.column * g.strideWidth) / s) * s, y: Math.floor((g.y + c.row * g.strideHeight) / s) * s };
  }
}
