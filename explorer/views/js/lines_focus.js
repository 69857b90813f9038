// How the lines lens shows one token: its lines alone, with a number beside each token at their ends.

import { BOLD, STRENGTHS, colourOf, dashOf, hairline, largest, numberSize, strengthOf, windowOf, yOf } from "./lines_drawing.js";
import { each } from "./scene.js";
import { rounded } from "./text.js";

/** @import { Frame, Pen } from "./types.d.ts" */
/** @import { View } from "./view.js" */

const FAINTEST = 0.004;
const THICKEST = 8; // pixels, for a weight of 1

/** @param {View} view @param {Pen} pen */
export function focusLines(view, pen, place, focus) {
  const { rows, columns, layers } = view.content;
  const thick = Math.min(1, place.row / 22) * THICKEST;
  for (const { head, matrix } of layers) {
    const groups = Array.from({ length: STRENGTHS }, () => []);
    each(rows.length, columns.length, focus, (r, c) => {
      const value = matrix[r * columns.length + c];
      if (value < FAINTEST) return;
      groups[strengthOf(value)].push(place.query.inner, yOf(place, r), place.key.inner, yOf(place, c));
    });
    groups.forEach((ends, strength) => {
      const share = ((strength + 0.5) / STRENGTHS) ** 2; // back from the root: about the weight
      if (!ends.length) return;
      const width = strength < 2 ? hairline(pen) : 0.8 + thick * share; // very many of them are weak
      pen.lines(ends, { colour: colourOf(view, head), alpha: Math.min(1, 0.3 + share), width, dash: dashOf(head) });
    });
  }
}

/** Beside each token of the other column the largest of its weights, in the colour of its head. @param {View} view @param {Pen} pen @param {Frame} frame */
export function focusNumbers(view, pen, frame, place, focus) {
  const other = focus.side === "query" ? "key" : "query";
  const list = other === "query" ? view.content.rows : view.content.columns;
  const [first, last] = windowOf(place, frame, list.length);
  if (place.row < 11) return;
  for (let i = first; i < last; i++) {
    const { value, head } = largest(view.content, focus, i);
    if (value < 0.005) continue;
    const spot = place[other];
    pen.text(rounded(value), spot.outer, yOf(place, i), {
      size: numberSize(place.font),
      align: spot.outerAlign,
      colour: view.content.layers.length > 1 ? colourOf(view, head) : value >= BOLD ? view.look.text : view.look.faint,
      bold: value >= BOLD,
    });
  }
}
