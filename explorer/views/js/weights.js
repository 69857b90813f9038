// From bytes to the numbers of a picture: words merged, special tokens hidden, heads averaged.

/** @import { Entry, Side, Weights } from "./types.d.ts" */

const STEP = 1 / (255 * 255);

/** One weight as it was sent. @param {Weights} data @param {number} head @param {number} query @param {number} key */
export function weight(data, head, query, key) {
  const row = head * data.queries + query;
  return data.bytes[row * data.keys + key] * data.scale[row] * STEP;
}

/**
 * One head as rows x columns of weights. To a word: the sum over its pieces; from a word: the mean.
 * ``renorm`` spreads what goes to special tokens over the others. The numbers go into ``out``
 * where that has the right length: fresh memory costs more than filling it.
 * @param {Weights} data @param {number} head @param {Entry[]} rows @param {Entry[]} columns
 * @param {number[] | null} renorm @param {Float32Array} [out]
 */
export function headMatrix(data, head, rows, columns, renorm, out) {
  const length = rows.length * columns.length;
  const matrix = out?.length === length ? out : new Float32Array(length);
  const by = rows.map((row) => (renorm ? rest(massTo(data, head, row, renorm)) : 1));
  if (isPlain(rows) && isPlain(columns)) plain(matrix, data, head, rows, columns, by);
  else merged(matrix.fill(0), data, head, rows, columns, by);
  return matrix;
}

const rest = (mass) => (1 - mass > 1e-6 ? 1 / (1 - mass) : 0);

/** Whether every entry is one token. */
const isPlain = (entries) => entries.every((entry) => entry.members.length === 1);

/**
 * Token by token: the commonest picture and the largest, so this loop is kept bare.
 * @param {Float32Array} out @param {Weights} data @param {number} head
 * @param {Entry[]} rows @param {Entry[]} columns @param {number[]} by
 */
function plain(out, { bytes, scale, queries, keys }, head, rows, columns, by) {
  const count = columns.length;
  const places = Int32Array.from(columns, (column) => column.members[0]);
  const whole = count === keys; // every key in its place
  for (let r = 0; r < rows.length; r++) {
    const line = head * queries + rows[r].members[0];
    const unit = scale[line] * STEP * by[r];
    const from = line * keys;
    const to = r * count;
    if (whole) for (let c = 0; c < count; c++) out[to + c] = bytes[from + c] * unit;
    else for (let c = 0; c < count; c++) out[to + c] = bytes[from + places[c]] * unit;
  }
}

/**
 * Several tokens to a row or column.
 * @param {Float32Array} out @param {Weights} data @param {number} head
 * @param {Entry[]} rows @param {Entry[]} columns @param {number[]} by
 */
function merged(out, { bytes, scale, queries, keys }, head, rows, columns, by) {
  const places = Int32Array.from(columns.flatMap((column) => column.members));
  const into = Int32Array.from(columns.flatMap((column, c) => column.members.map(() => c)));
  for (let r = 0; r < rows.length; r++) {
    const { members } = rows[r];
    for (const query of members) {
      const line = head * queries + query;
      const unit = (scale[line] * STEP * by[r]) / members.length;
      const from = line * keys;
      const to = r * columns.length;
      for (let m = 0; m < places.length; m++) out[to + into[m]] += bytes[from + places[m]] * unit;
    }
  }
}

/** Mass that one row sends to the tokens in ``places``, averaged over its pieces. @param {Weights} data @param {number} head @param {Entry} row @param {number[]} places */
function massTo(data, head, row, places) {
  let sum = 0;
  for (const query of row.members) {
    for (const key of places) sum += weight(data, head, query, key);
  }
  return sum / row.members.length;
}

/** The mean of several heads' matrices. @param {Float32Array[]} matrices */
export function meanMatrix(matrices) {
  const mean = new Float32Array(matrices[0].length);
  for (const matrix of matrices) {
    for (let i = 0; i < mean.length; i++) mean[i] += matrix[i] / matrices.length;
  }
  return mean;
}

/**
 * {cut, top, lines, mass}: the least weight to draw and the largest of each row, how many pass, and
 * the mass they carry. One threshold for all rows, or for each row the largest one that leaves at
 * least ``share`` of what the row shows.
 */
export function cuts(matrix, rows, columns, { keep, share, least }) {
  const found = { cut: new Float32Array(rows), top: new Float32Array(rows), lines: 0, mass: 0 };
  for (let r = 0; r < rows; r++) {
    const from = r * columns;
    const to = from + columns;
    let top = 0;
    for (let i = from; i < to; i++) top = matrix[i] > top ? matrix[i] : top;
    found.top[r] = top;
    if (keep === "mass" && share < 1) shareCut(found, matrix, r, from, to, share);
    else leastCut(found, matrix, r, from, to, keep === "least" ? least : 0);
  }
  return found;
}

function leastCut(found, matrix, r, from, to, least) {
  const cut = Math.max(least, SMALLEST);
  found.cut[r] = cut;
  for (let i = from; i < to; i++) {
    if (matrix[i] >= cut) {
      found.lines++;
      found.mass += matrix[i];
    }
  }
}

const SMALLEST = 1e-9;
const STEPS = 256;
const stepMass = new Float64Array(STEPS);
const stepCount = new Uint32Array(STEPS);

/** By counting the row's weights in 256 steps of its largest: no sorting. */
function shareCut(found, matrix, r, from, to, share) {
  const top = found.top[r];
  found.cut[r] = Infinity;
  if (top <= 0) return;
  stepMass.fill(0);
  stepCount.fill(0);
  const unit = (STEPS - 1) / top;
  for (let i = from; i < to; i++) {
    const value = matrix[i];
    const step = (value * unit + 0.5) | 0;
    stepMass[step] += value;
    stepCount[step]++;
  }
  let sum = 0;
  for (let step = 0; step < STEPS; step++) sum += stepMass[step];
  let step = STEPS;
  let mass = 0;
  while (step > 1 && mass < share * sum - 1e-6) {
    step--;
    mass += stepMass[step];
    found.lines += stepCount[step];
  }
  found.mass += mass;
  found.cut[r] = (step - 0.5) / unit;
}

/**
 * Where the mass of the shown rows goes that no shown column gets, as shares of 1, averaged over
 * rows and heads: other (text that is filtered out), specialHidden (special tokens that are not
 * shown), and the share of each of these by its label.
 * @param {Weights} data @param {number[]} heads @param {Entry[]} rows @param {Side} side
 * @param {Entry[]} shownColumns
 */
export function massUnseen(data, heads, rows, side, shownColumns) {
  const shown = new Set(shownColumns.flatMap((column) => column.members));
  const meter = { specialHidden: 0, other: 0, byLabel: new Map() };
  const unit = 1 / (heads.length * Math.max(1, rows.length));
  for (let key = 0; key < data.keys; key++) {
    if (shown.has(key)) continue;
    let mass = 0;
    for (const head of heads) for (const row of rows) mass += massTo(data, head, row, [key]);
    if (side.special[key]) {
      meter.specialHidden += mass * unit;
      addTo(meter.byLabel, side.labels[key], mass * unit);
    } else meter.other += mass * unit;
  }
  return meter;
}

/** Adds to what a map has under a name. @param {Map<string, number>} map */
export function addTo(map, name, value) {
  if (value) map.set(name, (map.get(name) ?? 0) + value);
}
