// All numbers of one picture, made from the choice and the weights of one layer.

import { entries, hasPair, pairSides, visible } from "./axis.js";
import { addTo, cuts, headMatrix, massUnseen, meanMatrix } from "./weights.js";

/** @import { Choice, Meta, Side, Weights } from "./types.d.ts" */

export const MEAN = -1; // stands where a head's number stands, for the average

/** @param {Meta} meta @param {number} part */
export function sidesOf(meta, part) {
  const { query, key } = meta.parts[part];
  return { query: meta.sides[query], key: meta.sides[key] };
}

/** Rows and columns that the filters leave. @param {Meta} meta @param {Choice} choice */
export function axes(meta, choice) {
  const sides = sidesOf(meta, choice.part);
  const pair = hasPair(sides.query) ? choice.pair : "all";
  const [from, to] = pairSides(pair);
  const { specials, words } = choice;
  return {
    rows: visible(entries(sides.query, words), { second: from, specials }),
    columns: visible(entries(sides.key, words), { second: to, specials }),
  };
}

/**
 * {rows, columns, layers: [{head, matrix, cut, top}], lines, drawn}: what the lines lens draws. The
 * scene ``before``, which nobody needs any more, gives its memory.
 * @param {Meta} meta @param {Choice} choice @param {Weights} data @param {any} before
 */
export function makeScene(meta, choice, data, before) {
  const spare = before?.layers.map((layer) => layer.matrix) ?? [];
  const { rows, columns } = axes(meta, choice);
  const { key } = sidesOf(meta, choice.part);
  const renorm = choice.specials === "renorm" ? specialPlaces(key) : null;
  let layers = choice.heads.map((head) => ({
    head,
    matrix: headMatrix(data, head, rows, columns, renorm, spare.pop()),
  }));
  if (choice.mean && layers.length > 1) {
    layers = [{ head: MEAN, matrix: meanMatrix(layers.map((layer) => layer.matrix)) }];
  }
  let lines = 0;
  let mass = 0;
  for (const layer of layers) {
    const found = cuts(layer.matrix, rows.length, columns.length, choice);
    Object.assign(layer, { cut: found.cut, top: found.top });
    lines += found.lines;
    mass += found.mass;
  }
  const drawn = mass / (layers.length * Math.max(1, rows.length));
  return { rows, columns, layers, lines, drawn, data, choice };
}

/** @param {Side} side */
export function specialPlaces(side) {
  return side.special.flatMap((special, at) => (special ? [at] : []));
}

/**
 * Where the attention of the shown rows goes, as shares that add up to 1: words (in drawn lines),
 * special (special tokens, in drawn lines), weak (shown, below the cut), specialHidden and other
 * (filtered out); byLabel names the special tokens. In "renorm" the hidden share comes on top.
 */
export function makeMeter(meta, scene) {
  const { choice, data, rows, columns } = scene;
  const side = sidesOf(meta, choice.part).key;
  const unseen = massUnseen(data, choice.heads, rows, side, columns);
  const { special, byLabel } = drawnSpecial(scene);
  const unscaled = choice.specials === "renorm" ? 1 - unseen.specialHidden : 1;
  const drawn = scene.drawn * unscaled;
  return {
    words: Math.max(0, drawn - special),
    special,
    weak: Math.max(0, 1 - drawn - unseen.specialHidden - unseen.other),
    specialHidden: unseen.specialHidden,
    other: unseen.other,
    byLabel: unseen.specialHidden ? unseen.byLabel : byLabel,
  };
}

/** What drawn lines carry to special tokens, and to each by its label. */
function drawnSpecial({ rows, columns, layers }) {
  const found = { special: 0, byLabel: new Map() };
  const unit = 1 / (layers.length * Math.max(1, rows.length));
  const places = [...columns.keys()].filter((c) => columns[c].special);
  for (const { matrix, cut } of layers) {
    for (let r = 0; r < rows.length; r++) {
      for (const c of places) {
        const value = matrix[r * columns.length + c];
        if (value < cut[r]) continue;
        found.special += value * unit;
        addTo(found.byLabel, columns[c].label, value * unit);
      }
    }
  }
  return found;
}

const MOST_ROWS = 12;
const overall = new WeakMap(); // scene -> its strongest connections

/** The strongest connections of a focused entry, or of the whole picture (at most MOST_ROWS). */
export function strongest(scene, focus, most) {
  if (focus) return search(scene, focus, most);
  if (!overall.has(scene)) overall.set(scene, search(scene, null, MOST_ROWS));
  return overall.get(scene).slice(0, most);
}

const clear = new WeakMap(); // scene -> its clearest link

/**
 * The strongest line between two different words of the text: special tokens attract much attention
 * and a token its own, and neither says anything about this text. Null where there is no such line.
 */
export function clearest(scene, sameText) {
  if (!clear.has(scene)) clear.set(scene, findClearest(scene, sameText));
  return clear.get(scene);
}

function findClearest({ rows, columns, layers }, sameText) {
  const best = { r: -1, c: -1, head: MEAN, value: 0 };
  const twoWords = (row, column) => !row.special && !column.special && !(sameText && row.word === column.word);
  for (const { head, matrix, cut, top } of layers) {
    for (let r = 0; r < rows.length; r++) {
      if (top[r] <= best.value) continue;
      for (let c = 0, i = r * columns.length; c < columns.length; c++, i++) {
        const value = matrix[i];
        if (value <= best.value || value < cut[r]) continue;
        if (twoWords(rows[r], columns[c])) Object.assign(best, { r, c, head, value });
      }
    }
  }
  return best.r < 0 ? null : best;
}

function search(scene, focus, most) {
  const found = [];
  const { rows, columns, layers } = scene;
  const [r0, r1, c0, c1] = span(rows.length, columns.length, focus);
  let floor = 0; // what is not above it cannot be among the strongest
  for (const { head, matrix, cut, top } of layers) {
    for (let r = r0; r < r1; r++) {
      if (top[r] <= floor) continue;
      const least = focus ? 0 : cut[r];
      for (let c = c0, i = r * columns.length + c0; c < c1; c++, i++) {
        const value = matrix[i];
        if (value <= floor || value < least) continue;
        found.push({ r, c, head, value });
        if (found.length === most * 8) floor = shorten(found, most);
      }
    }
  }
  shorten(found, most);
  return found;
}

/** Leaves the strongest in order; returns the least of them. */
function shorten(found, most) {
  found.sort((a, b) => b.value - a.value);
  found.length = Math.min(found.length, most);
  return found.length ? found[found.length - 1].value : 0;
}

/** Rows and columns from .. to: all, or only the focused row or column. */
function span(rows, columns, focus) {
  const [r0, r1] = focus?.side === "query" ? [focus.place, focus.place + 1] : [0, rows];
  const [c0, c1] = focus?.side === "key" ? [focus.place, focus.place + 1] : [0, columns];
  return [r0, r1, c0, c1];
}

/** Calls ``visit(r, c)`` for every pair, or only for those of the focused row or column. */
export function each(rows, columns, focus, visit) {
  const [r0, r1, c0, c1] = span(rows, columns, focus);
  for (let r = r0; r < r1; r++) for (let c = c0; c < c1; c++) visit(r, c);
}
