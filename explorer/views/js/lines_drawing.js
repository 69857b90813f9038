// How the lines lens draws: two columns of tokens, and a line for each weight between them.

import { isBlocked } from "./axis.js";
import { labelWidth } from "./renderers.js";
import { MEAN, each } from "./scene.js";
import { headColour, headDash } from "./theme.js";

/** @import { Frame, Pen, TextStyle } from "./types.d.ts" */
/** @import { View } from "./view.js" */

const MOST_LINES = 12000; // in the window; the strongest win, and the view says so
export const CROWD = 600; // more lines than this are drawn thin and without dashes: they would be one blot
const STRENGTHS = 8;
export const HEADER = 34;
const NUMBER = 46;
const MOST_NAMED = 32; // heads in the legend of a saved picture

/** @param {View} view */
export const rowHeight = (view) => (view.look.print ? 28 : 22) * view.choice.zoom;

/** Where the columns stand. @param {View} view @param {Frame} frame */
export function geometry(view, frame) {
  const narrow = frame.width < 520;
  const number = narrow ? 38 : NUMBER;
  const row = rowHeight(view);
  const font = Math.min(view.look.size, Math.max(8, row * 0.66));
  const most = Math.min(narrow ? 104 : 190, (frame.width - 2 * number) * 0.34);
  const label = Math.min(most, longest(view, font) + 16);
  // Right-to-left text begins at the right: the looking column stands there.
  const mirrored = view.sides.query.rtl;
  const left = { box: number, inner: number + label + 6, align: "end", text: number + label - 6, outer: number - 4, outerAlign: "end" };
  const edge = frame.width - number - label;
  const right = { box: edge, inner: edge - 6, align: "start", text: edge + 6, outer: edge + label + 4, outerAlign: "start" };
  return {
    row,
    label,
    font,
    first: mirrored ? "key" : "query",
    query: mirrored ? right : left,
    key: mirrored ? left : right,
  };
}

/** Width of the longest label, at least that of a short word; found once for a scene. @param {View} view */
function longest(view, font) {
  const { content: scene, look } = view;
  const face = `${font}px ${look.font}`;
  const known = lengths.get(scene);
  if (known?.face === face) return known.width;
  const widths = [...scene.rows, ...scene.columns].map((entry) => labelWidth(entry.label, face));
  const width = Math.max(64, ...widths);
  lengths.set(scene, { face, width });
  return width;
}

const lengths = new WeakMap(); // scene -> {face, width} of its longest label

export const yOf = (place, index) => HEADER + (index + 0.5) * place.row;

function windowOf(place, frame, count) {
  const first = Math.max(0, Math.floor((frame.top - HEADER) / place.row));
  const last = Math.min(count, Math.ceil((frame.top + frame.height - HEADER) / place.row));
  return [first, Math.max(first, last)];
}

/** Lines that touch the window, grouped by head and strength; at most MOST_LINES of them. */
export function collect(scene, place, frame) {
  const { rows, columns, layers } = scene;
  const [r0, r1] = windowOf(place, frame, rows.length);
  const [c0, c1] = windowOf(place, frame, columns.length);
  const counts = new Uint32Array(256);
  const touching = (visit) => {
    for (const layer of layers) touch(layer, rows.length, columns.length, [r0, r1, c0, c1], visit);
  };
  touching((value) => counts[Math.min(255, (value * 255) | 0)]++);
  let least = 255;
  let total = counts[255];
  while (least > 0 && total + counts[least - 1] <= MOST_LINES) total += counts[--least];
  const groups = new Map();
  touching((value, r, c, head) => {
    if (((value * 255) | 0) < least) return;
    const strength = Math.min(STRENGTHS - 1, Math.floor(Math.sqrt(value) * STRENGTHS));
    const name = head * STRENGTHS + strength;
    if (!groups.has(name)) groups.set(name, { head, strength, ends: [] });
    groups.get(name).ends.push(place.query.inner, yOf(place, r), place.key.inner, yOf(place, c));
  });
  let all = 0;
  for (const count of counts) all += count;
  const batches = [...groups.values()].sort((a, b) => a.strength - b.strength);
  return { batches, drawn: total, left: all - total };
}

function touch({ head, matrix, cut }, rows, columns, [r0, r1, c0, c1], visit) {
  for (let r = 0; r < rows; r++) {
    // A line is out of the window when both its ends are above it, or both below.
    const from = r < r0 ? c0 : 0;
    const to = r >= r1 ? c1 : columns;
    const least = cut[r];
    for (let c = from, i = r * columns + from; c < to; c++, i++) {
      if (matrix[i] >= least) visit(matrix[i], r, c, head);
    }
  }
}

/** @param {View} view */
const colourOf = (view, head) => (head === MEAN ? view.look.accent : headColour(view.look, head));

const hairline = (pen) => 1 / pen.ratio;

/** @param {View} view */
export function stroke(view, { head, strength }) {
  const share = (strength + 0.5) / STRENGTHS;
  return {
    colour: colourOf(view, head),
    alpha: 0.08 + 0.87 * share * share,
    width: (view.look.print ? 1.4 : 1) * (0.8 + 1.8 * share),
    dash: head === MEAN ? [] : headDash(head),
  };
}

/** A column of token chips: texts A and B by tint, special tokens outlined, pieces joined. @param {View} view @param {Pen} pen @param {Frame} frame */
export function column(view, pen, frame, place, side, focus = null) {
  const list = side === "query" ? view.content.rows : view.content.columns;
  const [first, last] = windowOf(place, frame, list.length);
  const spot = place[side];
  const every = Math.max(1, Math.ceil(10 / place.row));
  for (let i = first; i < last; i++) {
    const y = yOf(place, i);
    const faded = focus && view.part.causal && focus.side !== side && blockedPair(view, focus, i);
    chip(view, pen, place, spot, list, i, y);
    if (i % every) continue;
    pen.text(list[i].label, spot.text, y, {
      size: place.font,
      align: spot.align,
      colour: faded ? view.look.line : list[i].special ? view.look.faint : view.look.text,
      most: place.label - 12,
      bold: view.finder.marks(view.part[side], list[i].members[0]),
    });
  }
}

/** @param {View} view */
function blockedPair(view, focus, other) {
  const { rows, columns } = view.content;
  return focus.side === "query"
    ? isBlocked(rows[focus.place], columns[other])
    : isBlocked(rows[other], columns[focus.place]);
}

/** @param {View} view @param {Pen} pen */
function chip(view, pen, place, spot, list, i, y) {
  const entry = list[i];
  const height = Math.max(1, place.row - 3);
  const look = entry.special
    ? { stroke: view.look.line, radius: 4 }
    : { fill: view.look.tints[entry.second ? 1 : 0], radius: 4 };
  if (place.row >= 9) pen.box(spot.box, y - height / 2, place.label, height, look);
  const joined = i > 0 && entry.word >= 0 && list[i - 1].word === entry.word;
  if (joined) {
    const x = spot.align === "end" ? spot.box + 3 : spot.box + place.label - 3;
    pen.lines([x, y - place.row, x, y], { colour: view.look.faint, width: 1.5 });
  }
}

/** @param {View} view @param {Pen} pen @param {Frame} frame */
export function header(view, pen, frame, place) {
  pen.box(0, frame.top, frame.width, HEADER - 6, { fill: view.look.background });
  const size = view.look.print ? 15 : 12;
  const titles = { query: "attending (query)", key: "attended to (key)" };
  for (const side of ["query", "key"]) {
    const left = place[side].align === "end";
    pen.text(titles[side], left ? 2 : frame.width - 2, frame.top + 12, {
      size,
      align: left ? "start" : "end",
      colour: view.look.faint,
      font: view.look.sans,
    });
  }
  const middle = (place.query.inner + place.key.inner) / 2;
  const arrow = place.first === "query" ? "→" : "←";
  pen.text(arrow, middle, frame.top + 12, { size: size + 4, align: "middle", colour: view.look.faint, font: view.look.sans });
}

/** @param {View} view @param {Pen} pen */
export function focusLines(view, pen, place, focus) {
  const { rows, columns, layers } = view.content;
  for (const { head, matrix } of layers) {
    const groups = Array.from({ length: STRENGTHS }, () => []);
    each(rows.length, columns.length, focus, (r, c) => {
      const value = matrix[r * columns.length + c];
      if (value < 0.004) return;
      const strength = Math.min(STRENGTHS - 1, Math.floor(Math.sqrt(value) * STRENGTHS));
      groups[strength].push(place.query.inner, yOf(place, r), place.key.inner, yOf(place, c));
    });
    groups.forEach((ends, strength) => {
      const share = (strength + 0.5) / STRENGTHS;
      if (!ends.length) return;
      pen.lines(ends, {
        colour: colourOf(view, head),
        alpha: 0.15 + 0.8 * share,
        width: strength < 3 ? hairline(pen) : 0.8 + 3 * share,
        dash: head === MEAN ? [] : headDash(head),
      });
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
    pen.text(value.toFixed(2), spot.outer, yOf(place, i), {
      size: Math.min(place.font, 13),
      align: spot.outerAlign,
      colour: view.content.layers.length > 1 ? colourOf(view, head) : view.look.text,
      bold: value >= 0.1,
    });
  }
}

function largest(scene, focus, other) {
  const [r, c] = focus.side === "query" ? [focus.place, other] : [other, focus.place];
  let best = { value: 0, head: MEAN };
  for (const { head, matrix } of scene.layers) {
    const value = matrix[r * scene.columns.length + c];
    if (value > best.value) best = { value, head };
  }
  return best;
}

/** Which colour is which head, below a saved picture. @param {View} view @param {Pen} pen @param {TextStyle} style */
export function headLegend(view, pen, x, y, style) {
  const { layers } = view.content;
  if (layers.length < 2) return;
  pen.text("heads", x, y, style);
  layers.slice(0, MOST_NAMED).forEach(({ head }, i) => {
    const from = x + 46 + i * 46;
    pen.lines([from, y, from + 18, y], { colour: headColour(view.look, head), width: 3, dash: headDash(head) });
    pen.text(String(head + view.choice.base), from + 22, y, style);
  });
}
