// All numbers of one picture, made from the choice and the weights of one layer.

import { entries, hasPair, pairSides, visible } from "./axis.js";
import { cuts, headMatrix, massMeter, meanMatrix } from "./weights.js";

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

/** Where the attention goes, drawn and out of sight. In "renorm" the hidden share comes on top. */
export function makeMeter(meta, scene) {
  const { choice, data, rows, columns } = scene;
  const side = sidesOf(meta, choice.part).key;
  const meter = massMeter(data, choice.heads, rows, side, columns, scene.drawn);
  if (choice.specials === "renorm") {
    meter.drawn = scene.drawn * (1 - meter.special);
    meter.weak = Math.max(0, 1 - meter.specialHidden - meter.other - meter.drawn);
  }
  return meter;
}

const MOST_ROWS = 12;
const overall = new WeakMap(); // scene -> its strongest connections

/** The strongest connections of a focused entry, or of the whole picture (at most MOST_ROWS). */
export function strongest(scene, focus, most) {
  if (focus) return search(scene, focus, most);
  if (!overall.has(scene)) overall.set(scene, search(scene, null, MOST_ROWS));
  return overall.get(scene).slice(0, most);
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
