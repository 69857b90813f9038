// How the lines lens draws: two columns of tokens, and a line for each weight between them.

import { isBlocked } from "./axis.js";
import { labelWidth } from "./renderers.js";
import { MEAN, axes } from "./scene.js";
import { headColour, headDash } from "./theme.js";

/** @import { Frame, Pen, TextStyle } from "./types.d.ts" */
/** @import { View } from "./view.js" */

const MOST_LINES = 12000; // in the window; the strongest win, and the view says so
export const CROWD = 600; // more lines than this are drawn thin and without dashes: they would be one blot
const MOST_CRISP = 60; // an eye can follow so many; all others are the shade behind them
const MOST_ALIKE = 4 * MOST_CRISP; // equal weights cannot be told apart: all of them, up to this
export const STRENGTHS = 8;
export const HEADER = 30;
const MOST_NAMED = 32; // heads in the legend of a saved picture
const ROOM = 368; // how tall a short text may become: large letters, and still one screen
const ROW = { least: 22, most: 32 };

/** A short text is written larger, as far as one screen allows. @param {View} view */
export function rowHeight(view) {
  const { rows, columns } = shownAxes(view);
  const row = Math.min(ROW.most, Math.max(ROW.least, ROOM / Math.max(rows.length, columns.length, 1)));
  return view.look.larger * row * view.choice.zoom;
}

/** Rows and columns, also while the weights are on their way. @param {View} view */
export const shownAxes = (view) => view.content ?? axes(view.meta, view.choice);

const fontOf = (row) => Math.max(8, row * 0.62);

/** Where the columns stand. @param {View} view @param {Frame} frame */
export function geometry(view, frame) {
  const narrow = frame.width < 520;
  const row = rowHeight(view);
  const font = fontOf(row) * (narrow ? 0.88 : 1);
  const number = labelWidth("100 %", `600 ${numberSize(font)}px ${view.look.font}`) + 8;
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

export const numberSize = (font) => font * 0.92;

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

export function windowOf(place, frame, count) {
  const first = Math.max(0, Math.floor((frame.top - HEADER) / place.row));
  const last = Math.min(count, Math.ceil((frame.top + frame.height - HEADER) / place.row));
  return [first, Math.max(first, last)];
}

/**
 * Lines that touch the window, grouped by head and strength: at most MOST_LINES of them, of which
 * the MOST_CRISP strongest are crisp.
 */
export function collect(scene, place, frame) {
  const { rows, columns, layers } = scene;
  const [r0, r1] = windowOf(place, frame, rows.length);
  const [c0, c1] = windowOf(place, frame, columns.length);
  const counts = new Uint32Array(256);
  const touching = (visit) => {
    for (const layer of layers) touch(layer, rows.length, columns.length, [r0, r1, c0, c1], visit);
  };
  touching((value) => counts[Math.min(255, (value * 255) | 0)]++);
  const all = strongestOf(counts, MOST_LINES);
  const crisp = strongestOf(counts, MOST_CRISP, MOST_ALIKE);
  const groups = new Map();
  touching((value, r, c, head) => {
    const level = Math.min(255, (value * 255) | 0);
    if (level < all.least) return;
    const strength = strengthOf(value);
    const name = (head * STRENGTHS + strength) * 2 + Number(level >= crisp.least);
    if (!groups.has(name)) groups.set(name, { head, strength, crisp: level >= crisp.least, ends: [] });
    groups.get(name).ends.push(place.query.inner, yOf(place, r), place.key.inner, yOf(place, c));
  });
  let total = 0;
  for (const count of counts) total += count;
  const batches = [...groups.values()].sort((a, b) => a.strength - b.strength);
  return { batches, drawn: all.count, crisp: crisp.count, left: total - all.count };
}

export const strengthOf = (value) => Math.min(STRENGTHS - 1, Math.floor(Math.sqrt(value) * STRENGTHS));

/** {least, count}: from which of 256 levels on there are at most ``most``; ``alike`` at the top level. */
export function strongestOf(counts, most, alike = most) {
  let least = 256;
  let count = 0;
  const fits = (more) => count + more <= (count ? most : alike);
  while (least > 0 && fits(counts[least - 1])) count += counts[--least];
  return { least, count };
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
export const colourOf = (view, head) => (head === MEAN ? view.look.accent : headColour(view.look, head));

export const hairline = (pen) => 1 / pen.ratio;

/** A crisp line, or one of the shade: thin, without dashes, never strong. @param {View} view @param {Pen} pen */
export function stroke(view, pen, { head, strength, crisp }) {
  const share = (strength + 0.5) / STRENGTHS;
  const colour = colourOf(view, head);
  if (!crisp) return { colour, alpha: 0.06 + 0.3 * share * share, width: hairline(pen) };
  return {
    colour,
    alpha: 0.25 + 0.7 * share,
    width: (view.look.print ? 1.4 : 1) * (0.8 + 2.6 * share * share),
    dash: dashOf(head),
  };
}

export const dashOf = (head) => (head === MEAN ? [] : headDash(head));

/** A column of token chips: texts A and B by tint, special tokens outlined, pieces joined. @param {View} view @param {Pen} pen @param {Frame} frame */
export function column(view, pen, frame, place, side, focus = null) {
  const list = side === "query" ? view.content.rows : view.content.columns;
  const [first, last] = windowOf(place, frame, list.length);
  const spot = place[side];
  const every = Math.max(1, Math.ceil(10 / place.row));
  const answering = focus && focus.side !== side;
  for (let i = first; i < last; i++) {
    const y = yOf(place, i);
    chip(view, pen, place, spot, list, i, y);
    const given = answering ? answer(view, pen, place, { spot, y, focus, i }) : NO_ANSWER;
    const bold = given.bold || view.finder.marks(view.part[side], list[i].members[0]);
    if (i % every === 0) name(view, pen, place, spot, y, list[i], { ...given, bold });
  }
}

const NO_ANSWER = { blocked: false, bold: false };

/** A token's letters. @param {View} view @param {Pen} pen */
function name(view, pen, place, spot, y, { label, special }, { blocked, bold }) {
  const { line, faint, text } = view.look;
  const colour = blocked ? line : special ? faint : text;
  pen.text(label, spot.text, y, { size: place.font, align: spot.align, colour, most: place.label - 12, bold });
}

export const BOLD = 0.1; // weights from here on are written bold

/** How much a token gets, as a fill of its chip in the colour of the head. @param {View} view @param {Pen} pen */
function answer(view, pen, place, { spot, y, focus, i }) {
  const { value, head } = largest(view.content, focus, i);
  const found = { blocked: view.part.causal && blockedPair(view, focus, i), bold: value >= BOLD };
  if (value < 0.02 || place.row < 9) return found;
  pen.box(spot.box, y - place.row / 2 + 1.5, place.label, place.row - 3, {
    fill: colourOf(view, head),
    alpha: 0.1 + 0.35 * value,
    radius: 4,
  });
  return found;
}

/** {value, head}: the largest weight between what is focused and a token of the other column. */
export function largest(scene, focus, other) {
  const [r, c] = focus.side === "query" ? [focus.place, other] : [other, focus.place];
  let best = { value: 0, head: MEAN };
  for (const { head, matrix } of scene.layers) {
    const value = matrix[r * scene.columns.length + c];
    if (value > best.value) best = { value, head };
  }
  return best;
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
  const size = 12 * view.look.larger;
  const narrow = frame.width < 520;
  const titles = narrow ? { query: "query", key: "key" } : { query: "attending (query)", key: "attended to (key)" };
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
