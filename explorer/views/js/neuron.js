// The neuron lens: how one head computes one token's weights, each step as a strip of numbers.

import { sidesOf } from "./scene.js";

const TITLE = 22;
const GAP = 16;

/**
 * One query token's computation: dot (q·k), score (times scale, plus mask), weight (softmax) for
 * each key, and output (the weighted sum of the values).
 */
export function compute(view, vectors, head, query) {
  const { queries, keys } = view.store.shape(view.state.part);
  const { width, valueWidth } = view.meta.parts[view.state.part];
  const q = vectors.query.subarray((head * queries + query) * width).subarray(0, width);
  const keyOf = (key) => vectors.key.subarray((head * keys + key) * width).subarray(0, width);
  const valueOf = (key) => vectors.value.subarray((head * keys + key) * valueWidth).subarray(0, valueWidth);
  const dot = new Float32Array(keys);
  const score = new Float32Array(keys);
  for (let key = 0; key < keys; key++) {
    const k = keyOf(key);
    for (let i = 0; i < width; i++) dot[key] += q[i] * k[i];
    score[key] = dot[key] * vectors.scale + maskAt(vectors, head, query, key, queries, keys);
  }
  const weight = softmax(score);
  const output = new Float32Array(valueWidth);
  for (let key = 0; key < keys; key++) {
    const v = valueOf(key);
    for (let i = 0; i < valueWidth; i++) output[i] += weight[key] * v[i];
  }
  return { q, keyOf, valueOf, dot, score, weight, output, width, valueWidth, keys, query, head };
}

function maskAt({ mask, kind, maskHeads }, head, query, key, queries, keys) {
  if (kind === "causal") return key > query ? -Infinity : 0;
  if (kind !== "given") return 0;
  const of = maskHeads === 1 ? 0 : head;
  return mask[(of * queries + query) * keys + key];
}

function softmax(scores) {
  let top = -Infinity;
  for (const score of scores) top = Math.max(top, score);
  const weights = scores.map((score) => Math.exp(score - top));
  let sum = 0;
  for (const weight of weights) sum += weight;
  return weights.map((weight) => weight / sum);
}

/** The largest size of a number in each kind of strip: what full colour stands for. */
function ranges(steps) {
  const top = { vector: 0, product: 0, value: 0 };
  const size = (name, number) => {
    if (Math.abs(number) > top[name]) top[name] = Math.abs(number);
  };
  for (const number of steps.q) size("vector", number);
  for (const number of steps.output) size("value", number);
  for (let key = 0; key < steps.keys; key++) {
    const k = steps.keyOf(key);
    const v = steps.valueOf(key);
    for (let i = 0; i < steps.width; i++) {
      size("vector", k[i]);
      size("product", k[i] * steps.q[i]);
    }
    for (let i = 0; i < steps.valueWidth; i++) size("value", v[i] * steps.weight[key]);
  }
  return top;
}

export function neuronScene(view, vectors) {
  const head = view.state.heads[0] ?? 0;
  const steps = compute(view, vectors, head, view.queryToken());
  return { steps, ranges: ranges(steps), head };
}

export const neuronLens = {
  size(view, width) {
    const place = plan(view, width);
    const { keys } = view.store.shape(view.state.part);
    return { width: place.end, height: place.header + keys * place.row + 8 };
  },

  draw(view, pen, frame) {
    pen.box(0, frame.top, Math.max(frame.width, 2000), frame.height, { fill: view.look.background });
    if (!view.neuron) return;
    const place = plan(view, frame.width);
    const { keys } = view.neuron.steps;
    const first = Math.max(0, Math.floor((frame.top) / place.row));
    const last = Math.min(keys, Math.ceil((frame.top + frame.height - place.header) / place.row));
    for (let key = first; key < last; key++) row(view, pen, place, key);
    header(view, pen, place, frame);
  },

  overlay() {},

  at(view, x, y, frame) {
    if (!view.neuron) return null;
    const place = plan(view, frame.width);
    const { steps } = view.neuron;
    const inHeader = y - frame.top < place.header;
    const key = inHeader ? -1 : Math.floor((y - place.header) / place.row);
    if (key >= steps.keys) return null;
    for (const [kind, start, count] of [["key", place.key, steps.width], ["product", place.product, steps.width], ["value", place.value, steps.valueWidth]]) {
      const dimension = Math.floor((x - start) / place.pixel);
      if (dimension >= 0 && dimension < count) return { kind, key, dimension };
    }
    return key < 0 ? null : { kind: "weight", key, dimension: -1 };
  },

  yOf: (view, key, width) => plan(view, width).header + (key + 0.5) * plan(view, width).row,
};

function plan(view, width) {
  const part = view.meta.parts[view.state.part];
  const label = width < 520 ? 84 : 128;
  const numbers = 66 + 92;
  const cells = 2 * part.width + part.valueWidth;
  const room = width - label - numbers - 4 * GAP - 8;
  const pixel = Math.max(2, Math.min(10, Math.floor(room / Math.max(1, cells)))) * Math.max(1, view.state.zoom);
  const row = 22 * Math.max(0.8, view.state.zoom);
  const key = label + GAP;
  const product = key + part.width * pixel + GAP;
  const score = product + part.width * pixel + GAP;
  const weight = score + 66;
  const value = weight + 92 + GAP;
  return { label, pixel, row, key, product, score, weight, value, end: value + part.valueWidth * pixel + 8, header: TITLE + row + 10 };
}

const signed = (view, number, top) =>
  view.look.signedCss[Math.min(255, Math.max(0, Math.round(127.5 + (127.5 * number) / (top || 1))))];

function strip(view, pen, x, y, place, numbers, top) {
  const height = place.row - 6;
  for (let i = 0; i < numbers.length; i++) {
    pen.box(x + i * place.pixel, y - height / 2, place.pixel, height, { fill: signed(view, numbers[i], top) });
  }
  pen.box(x - 0.5, y - height / 2 - 0.5, numbers.length * place.pixel + 1, height + 1, { stroke: view.look.line });
}

function row(view, pen, place, key) {
  const { steps, ranges: top } = view.neuron;
  const y = place.header + (key + 0.5) * place.row;
  const side = sidesOf(view.meta, view.state.part).key;
  const blocked = steps.score[key] === -Infinity;
  pen.text(side.labels[key], place.label, y, {
    size: view.look.size - 1,
    align: "end",
    most: place.label - 4,
    colour: side.special[key] ? view.look.faint : view.look.text,
    bold: view.neuronKey === key,
  });
  const k = steps.keyOf(key);
  strip(view, pen, place.key, y, place, k, top.vector);
  strip(view, pen, place.product, y, place, k.map((number, i) => number * steps.q[i]), top.product);
  const style = { size: view.look.size - 2, align: "end" };
  pen.text(blocked ? "masked" : steps.score[key].toFixed(2), place.score + 54, y, style);
  pen.box(place.weight, y - 6, 44 * steps.weight[key], 12, { fill: view.look.accent });
  pen.text(blocked ? "–" : steps.weight[key].toFixed(3), place.weight + 88, y, style);
  strip(view, pen, place.value, y, place, steps.valueOf(key).map((v) => v * steps.weight[key]), top.value);
}

function header(view, pen, place, frame) {
  const { steps, ranges: top } = view.neuron;
  const part = view.meta.parts[view.state.part];
  pen.box(0, frame.top, Math.max(frame.width, place.end), place.header - 2, { fill: view.look.background });
  const style = { size: view.look.print ? 14 : 12, colour: view.look.faint, font: view.look.sans };
  const y = frame.top + 11;
  pen.text("key vector k", place.key, y, { ...style, most: part.width * place.pixel });
  pen.text("query × key, number by number", place.product, y, { ...style, most: part.width * place.pixel });
  pen.text(rootLabel(view), place.score + 54, y, { ...style, align: "end" });
  pen.text("softmax", place.weight + 88, y, { ...style, align: "end" });
  pen.text("weight × value v", place.value, y, { ...style, most: part.valueWidth * place.pixel });
  const below = frame.top + TITLE + place.row / 2;
  const label = sidesOf(view.meta, view.state.part).query.labels[steps.query];
  pen.text(`query: ${label}`, place.label, below, { size: view.look.size - 1, align: "end", most: place.label - 4, bold: true });
  strip(view, pen, place.key, below, place, steps.q, top.vector);
  strip(view, pen, place.value, below, place, steps.output, top.value);
  pen.text("sum:", place.value - 4, below, { ...style, align: "end" });
  const line = frame.top + place.header - 4;
  pen.lines([0, line, place.end, line], { colour: view.look.line });
}

/** "q·k ⁄ √64" where that is what the model does, its own factor where not. */
function rootLabel(view) {
  const part = view.meta.parts[view.state.part];
  const scale = part.scales[view.state.layer];
  const usual = Math.abs(scale - 1 / Math.sqrt(part.width)) < 1e-6;
  const mask = part.masks[view.state.layer] === "given" ? " + bias" : "";
  if (usual) return `q·k/√${part.width}${mask}`;
  return `q·k${scale === 1 ? "" : ` × ${scale.toPrecision(3)}`}${mask}`;
}
