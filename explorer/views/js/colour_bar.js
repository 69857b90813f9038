// The colour bar below a saved picture.

import { labelWidth } from "./renderers.js";

/** @import { Pen, TextStyle } from "./types.d.ts" */

/** What the colours stand for, from low to high. @param {Pen} pen @param {TextStyle} style */
export function colourBar(scale, pen, x, y, style) {
  if (!scale) return;
  const start = x + labelWidth(scale.low, `${style.size}px ${style.font}`) + 4;
  pen.text(scale.low, x, y, style);
  for (let i = 0; i < 16; i++) pen.box(start + i * 6, y - 5, 6, 10, { fill: scale.colours[i * 17] });
  pen.text(scale.high, start + 100, y, style);
}
