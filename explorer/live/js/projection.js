// All hidden states of a text in a plane: principal components of all tokens at all states together, one fit as in
// explorer/measures/projection.py. N points, D hidden width.

import { dot } from "./states.js";

/** @import { Engine } from "./engine.js" */
/** @import { Pass } from "./types.d.ts" */

const BLOCK = 8; // vectors that are turned together: the wanted two settle long before the last
const MOST_TURNS = 200;
const ROUNDING = 1e-10; // share of a vector that may be all rounding
const STILL = 1e-12; // change of the two variances, relative, at which the turning ends

/** Points of each state (T, 2), and the share of the variance that each axis keeps. @param {Engine} engine @param {Pass} pass */
export function film(engine, { tokens, hidden }) {
  const { width } = engine.layout;
  const rows = hidden.flatMap((place) => Array.from({ length: tokens }, (_, t) => Float64Array.from(engine.floats(place + t * width * 4, width))));
  const { points, explained } = principal(rows);
  return { points: hidden.map((_, state) => points.slice(state * tokens, (state + 1) * tokens)), explained };
}

/** The first two principal components: points (N, 2) and their shares of the variance. @param {Float64Array[]} rows (N, D) */
export function principal(rows) {
  const centre = rows[0].map((_, i) => rows.reduce((sum, row) => sum + row[i], 0) / rows.length);
  const centred = rows.map((row) => row.map((value, i) => value - centre[i]));
  const covariance = products(centred);
  const total = covariance.reduce((sum, row, i) => sum + row[i], 0);
  const { axes, values } = leading(covariance);
  const two = axes.slice(0, 2).map(upright);
  return { points: centred.map((row) => two.map((axis) => dot(row, axis))), explained: values.slice(0, 2).map((value) => value / total) };
}

/** Sums of products of every two columns, (D, D). */
function products(rows) {
  const width = rows[0].length;
  const found = Array.from({ length: width }, () => new Float64Array(width));
  for (const row of rows) {
    for (let a = 0; a < width; a++) for (let b = 0, own = row[a], out = found[a]; b <= a; b++) out[b] += own * row[b];
  }
  for (let a = 0; a < width; a++) for (let b = 0; b < a; b++) found[b][a] = found[a][b];
  return found;
}

/** Eigenvectors of the largest eigenvalues, by orthogonal iteration with Rayleigh-Ritz (Golub and Van Loan, 2013, 8.2). */
function leading(matrix) {
  const width = matrix.length;
  let axes = orthogonal(Array.from({ length: Math.min(BLOCK, width) }, (_, k) => Float64Array.from({ length: width }, (_own, i) => Math.sin(1 + i * (k + 1)))));
  let before = [0, 0];
  for (let turn = 0; ; turn++) {
    const turned = axes.map((axis) => matrix.map((row) => dot(row, axis))).map((axis) => Float64Array.from(axis));
    const small = axes.map((axis) => turned.map((other) => dot(axis, other)));
    const { values, vectors } = jacobi(small);
    const still = [0, 1].every((i) => Math.abs(values[i] - before[i]) <= STILL * values[0]);
    if (still || turn === MOST_TURNS) return { axes: vectors.map((shares) => combined(axes, shares)), values };
    before = values;
    axes = orthogonal(vectors.map((shares) => combined(turned, shares)));
  }
}

const combined = (axes, shares) => axes[0].map((_, i) => axes.reduce((sum, axis, k) => sum + shares[k] * axis[i], 0));

/** Vectors of length 1 at right angles, each from what the ones before leave of it (Gram-Schmidt, twice); 0 where that is rounding. */
function orthogonal(axes) {
  const found = [];
  for (const axis of axes) {
    const own = Float64Array.from(axis);
    for (const other of [...found, ...found]) {
      const along = dot(own, other);
      other.forEach((value, i) => (own[i] -= along * value));
    }
    const size = Math.sqrt(dot(own, own));
    const left = size > ROUNDING * Math.sqrt(dot(axis, axis));
    found.push(own.map((value) => (left ? value / size : 0)));
  }
  return found;
}

/** Eigenvalues of a small symmetric matrix, the largest first, and their vectors: Jacobi's rotations. */
export function jacobi(matrix) {
  const size = matrix.length;
  const a = matrix.map((row) => [...row]);
  const v = a.map((_, i) => a.map((_own, k) => Number(i === k)));
  for (let sweep = 0; sweep < 12; sweep++) {
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotate(a, v, p, q);
  }
  const order = [...a.keys()].sort((i, k) => a[k][k] - a[i][i]);
  return { values: order.map((i) => a[i][i]), vectors: order.map((i) => v.map((row) => row[i])) };
}

function rotate(a, v, p, q) {
  if (a[p][q] === 0) return;
  const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
  const t = (Math.sign(theta) || 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const turn = (row) => ([row[p], row[q]] = [c * row[p] - t * c * row[q], t * c * row[p] + c * row[q]]);
  a.forEach(turn);
  a[p].forEach((_, k) => ([a[p][k], a[q][k]] = [c * a[p][k] - t * c * a[q][k], t * c * a[p][k] + c * a[q][k]]));
  v.forEach(turn);
}

/** An axis turned so that its largest number is positive: the same text gives the same picture. */
function upright(axis) {
  const most = axis.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  return most < 0 ? axis.map((value) => -value) : axis;
}
