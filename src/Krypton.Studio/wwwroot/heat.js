// Drawing pictures with heat over them.
import { color } from "./colors.js";

/** The values' range that colours are spread over. */
export function range(values) {
  let low = 0, high = 0;
  for (const v of values) { if (v < low) low = v; if (v > high) high = v; }
  return { low, high: high > low ? high : low + 1e-6 };
}

function cells(values, grid, paint) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [grid.columns, grid.rows];
  const context = canvas.getContext("2d"), image = context.createImageData(grid.columns, grid.rows);
  values.forEach((v, i) => image.data.set(paint(v), i * 4));
  context.putImageData(image, 0, 0);
  return canvas;
}

/** Draws a picture over the whole canvas. */
export function drawPicture(canvas, picture) {
  const context = canvas.getContext("2d");
  context.imageSmoothingEnabled = false;
  context.clearRect(0, 0, canvas.width, canvas.height);
  if (picture) context.drawImage(picture, 0, 0, canvas.width, canvas.height);
}

/** Lays values over it: each at the middle of its patch. */
export function drawHeat(canvas, values, grid, size, { colors = "viridis", opacity = 0.75, smooth = true, signedRange = null } = {}) {
  const { low, high } = range(values);
  const paint = signedRange
    ? (v) => [...color("signed", 0.5 + v / (2 * signedRange)), 255 * opacity * Math.min(1, 0.25 + Math.abs(v) / signedRange)]
    : (v) => { const t = (v - low) / (high - low); return [...color(colors, t), 255 * opacity * (0.15 + 0.85 * t)]; };
  const context = canvas.getContext("2d"), sx = canvas.width / size.width, sy = canvas.height / size.height;
  context.save();
  context.imageSmoothingEnabled = smooth;
  context.imageSmoothingQuality = "high";
  context.drawImage(cells(values, grid, paint),
    (grid.x + (grid.patchWidth - grid.strideWidth) / 2) * sx, (grid.y + (grid.patchHeight - grid.strideHeight) / 2) * sy,
    grid.columns * grid.strideWidth * sx, grid.rows * grid.strideHeight * sy);
  context.restore();
}

export function drawBar(canvas, colors) {
  const context = canvas.getContext("2d");
  for (let y = 0; y < canvas.height; y++) {
    context.fillStyle = `rgb(${color(colors, 1 - y / (canvas.height - 1)).join(",")})`;
    context.fillRect(0, y, canvas.width, 1);
  }
}

export function frame(context, x, y, width, height, dashed) {
  context.save();
  for (const [style, line] of [["#101010", 4], ["#ffffff", 2]]) {
    context.strokeStyle = style;
    context.lineWidth = line;
    context.setLineDash(dashed ? [8, 5] : []);
    context.strokeRect(x, y, width, height);
  }
  context.restore();
}
