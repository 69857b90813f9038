// One head as a matrix, queries in rows.

import { el, range } from "../../../views/js/dom.js";
import { tokenMatrix } from "../blocks.js";
import { tokenGrid } from "../grid_canvas.js";
import { saveMenu } from "../save_menu.js";
import { bars, beside, between, matrixRows, percent, quoted, sentence, strongest } from "./said.js";

/** @import { Live } from "../live.js" */
/** @import { Sheet } from "../types.d.ts" */

/** @param {Live} live */
export function heatmap(live) {
  const [{ layers, heads: count }] = live.view.meta.parts;
  const said = sentence();
  const grid = tokenGrid((row, column, weight) => `${quoted(row)} gives ${percent(weight)} of its attention to ${quoted(column)}.`);
  const layer = range("Layer", { min: 0, max: layers - 1, step: 1, onchange: (value) => live.view.set({ layer: value }).then(update) });
  const head = range("Head", { min: 0, max: count - 1, step: 1, onchange: (value) => live.view.set({ heads: [value] }).then(update) });
  let last = null;
  const save = saveMenu(live, () => last && sheetOf(live, last));
  const list = el("div", { class: "blanks" });
  const node = beside(grid.node, [el("div", { class: "bar" }, layer.field, head.field, grid.zoom, save), said], [grid.tip, list]);
  const update = () => {
    const { layer: chosen, heads } = live.view.choice;
    const { labels } = live.view.meta.sides[0];
    [layer.slider.value, layer.output.textContent] = [chosen, `${chosen} of 0–${layers - 1}`];
    [head.slider.value, head.output.textContent] = [heads[0], `${heads[0]} of 0–${count - 1}`];
    const matrix = Float32Array.from({ length: labels.length ** 2 }, (_, i) =>
      live.view.weight(chosen, heads[0], Math.floor(i / labels.length), i % labels.length));
    const pairs = strongest(live.view.meta.sides[0], matrix, false);
    const [best] = pairs;
    const link = best ? ` ${quoted(labels[best.a])} gives ${percent(best.value)} of its attention to ${quoted(labels[best.b])}.` : "";
    said.textContent = `Layer ${chosen}, head ${heads[0]}, rows attend to columns.${link}`;
    last = { meta: live.view.meta, layer: chosen, head: heads[0], matrix, said: said.textContent };
    const rows = pairs.map(({ a, b, value }) => ({ piece: between(labels[a], "→", labels[b]), share: value, told: percent(value) }));
    list.replaceChildren(...(best ? [bars("Largest weights between two words", rows)] : []));
    grid.show(labels, matrix, said.textContent);
  };
  return { title: "Heatmap", hint: "One head as a matrix", said, node, update };
}

/** @param {Live} live @returns {Sheet} */
function sheetOf({ view: { look } }, { meta, layer, head, matrix, said }) {
  const { labels } = meta.sides[0];
  return {
    name: `heatmap_layer${layer}_head${head}`,
    title: "Heatmap",
    said,
    shown: [`layer ${layer}, head ${head}, numbered from 0`, meta.exact.replace(/\.$/, "")],
    meta,
    blocks: [tokenMatrix(look, labels, matrix)],
    rows: matrixRows("query", labels, matrix),
  };
}
