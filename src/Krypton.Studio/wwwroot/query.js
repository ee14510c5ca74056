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
