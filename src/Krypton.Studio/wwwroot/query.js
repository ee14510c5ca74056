// From the controls to the query text.
const name = (text) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(text) ? text : `"${text.replaceAll('"', '""')}"`;

export function write({ image, model, mode, quality, patch, stride, fill, classes, region }) {
  const lines = [];
  if (mode === "naive") lines.push("SET executor = naive;");
  lines.push(`EXPLAIN OCCLUSION ON ${name(image)} USING ${name(model)}${classes ? ` ${classes}` : ""}`);
  const clauses = [`PATCH ${patch} STRIDE ${stride}`, `FILL ${fill}`];
  if (region) clauses.push(`REGION (${region.x}, ${region.y}, ${region.width}, ${region.height})`);
  if (mode === "approximate") clauses.push(`APPROX ${Number(quality).toFixed(2)}`);
  lines.push(`  WITH ${clauses.join(" ")};`);
  return lines.join("\n");
}

/** What the controls must say for this text; null where they cannot say it. */
export function read(text) {
  const word = '([A-Za-z_]\\w*|"[^"]+")', number = "(\\d+)";
  const found = new RegExp(`^(SET executor = naive;\\s+)?EXPLAIN OCCLUSION ON ${word} USING ${word}( FOR TOP \\d)?\\s+WITH PATCH ${number} STRIDE ${number} FILL (BLACK|GRAY|WHITE|MEAN|BLUR 8)`
    + `(?: REGION \\(${number}, ${number}, ${number}, ${number}\\))?(?: APPROX (0\\.\\d+))?;\\s*$`, "i").exec(text);
  if (!found) return null;
  const [, naive, image, model, classes, patch, stride, fill, x, y, width, height, quality] = found, bare = (n) => n.replaceAll('"', "");
  return {
    image: bare(image), model: bare(model), mode: naive ? "naive" : quality ? "approximate" : "exact", quality: quality ?? "0.9", patch, stride, fill: fill.toUpperCase(), classes: classes?.trim().toUpperCase() ?? "",
    region: x ? { x: Number(x), y: Number(y), width: Number(width), height: Number(height) } : null,
  };
}
