// Colour maps between evenly spaced anchors. Viridis, Cividis and Inferno are safe for the colour blind.
const anchors = {
  viridis: "440154 481f71 443a83 3b528b 31688e 287c8e 21908c 20a486 35b779 5dc963 8fd744 c7e020 fde725",
  cividis: "00224e 123570 3b496c 575d6d 707173 8a8678 a59c74 c3b369 e1cc55 fee838",
  inferno: "000004 110a30 320a5e 57106d 781c6d 9a2865 bb3755 d84c3e ed6925 f98d0a fcb519 f4de52 fcffa4",
  "jet (red: falls)": "00007f 0000ff 007fff 00ffff 7fff7f ffff00 ff7f00 ff0000 7f0000",
};
const signed = "0b2e83 1f5fc4 6fa5e8 f4f4f4 f7a36b ee5a2f c4001a";
const parse = (text) => text.split(" ").map((hex) => [0, 2, 4].map((i) => parseInt(hex.slice(i, i + 2), 16)));
const maps = Object.fromEntries(Object.entries(anchors).map(([name, text]) => [name, parse(text)]));
maps.signed = parse(signed);

export const names = Object.keys(anchors);

export function color(name, t) {
  const list = maps[name] ?? maps.viridis;
  const place = Math.min(Math.max(Number.isNaN(t) ? 0 : t, 0), 1) * (list.length - 1);
  const i = Math.min(Math.floor(place), list.length - 2), f = place - i;
  return list[i].map((low, c) => Math.round(low + (list[i + 1][c] - low) * f));
}
