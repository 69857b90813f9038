// How the neuron lens draws: a row for each key, each step as a strip of numbers.

import { precise } from "./text.js";

/** @import { Frame, Pen } from "./types.d.ts" */
/** @import { View } from "./view.js" */

const TITLE = 22;
const GAP = 16;

/** Where the columns of strips stand: above them the query's strip, which has a title of its own. @param {View} view */
export function plan(view, width) {
  const part = view.part;
  const { larger } = view.look;
  const label = (width < 520 ? 84 : 128) * larger;
  const [scores, weights] = [66 * larger, 44 + 58 * larger];
  const numbers = scores + weights;
  const cells = 2 * part.width + part.valueWidth;
  const room = width - label - numbers - 4 * GAP - 8;
  const pixel = Math.max(2, Math.min(10, Math.floor(room / Math.max(1, cells)))) * Math.max(1, view.choice.zoom);
  const row = 22 * Math.max(0.8, view.choice.zoom) * larger;
  const key = label + GAP;
  const product = key + part.width * pixel + GAP;
  const score = product + part.width * pixel + GAP;
  const weight = score + scores;
  const value = weight + weights + GAP;
  const title = TITLE * larger;
  const end = value + part.valueWidth * pixel + 8;
  const scoreEnd = weight - 12;
  const weightEnd = weight + weights - 4;
  return { label, pixel, row, key, product, score, scoreEnd, weight, weightEnd, value, end, title, header: 2 * title + row + 4 };
}

/** @param {View} view */
const signed = (view, number, top) =>
  view.look.signedCss[Math.min(255, Math.max(0, Math.round(127.5 + (127.5 * number) / (top || 1))))];

/** @param {View} view @param {Pen} pen */
function strip(view, pen, x, y, place, numbers, top) {
  const height = place.row - 6;
  for (let i = 0; i < numbers.length; i++) {
    pen.box(x + i * place.pixel, y - height / 2, place.pixel, height, { fill: signed(view, numbers[i], top) });
  }
  pen.box(x - 0.5, y - height / 2 - 0.5, numbers.length * place.pixel + 1, height + 1, { stroke: view.look.line });
}

/** @param {View} view @param {Pen} pen */
export function row(view, pen, place, key) {
  const { steps, ranges: top } = view.content;
  const y = place.header + (key + 0.5) * place.row;
  const side = view.sides.key;
  const blocked = steps.score[key] === -Infinity;
  pen.text(side.labels[key], place.label, y, {
    size: view.look.size - 1,
    align: "end",
    most: place.label - 4,
    colour: side.special[key] ? view.look.faint : view.look.text,
    bold: view.hit?.key === key,
  });
  const k = steps.keyOf(key);
  strip(view, pen, place.key, y, place, k, top.vector);
  strip(view, pen, place.product, y, place, k.map((number, i) => number * steps.q[i]), top.product);
  const style = { size: view.look.size - 2, align: "end" };
  pen.text(blocked ? "masked" : steps.score[key].toFixed(2), place.scoreEnd, y, style);
  pen.box(place.weight, y - 6, 44 * steps.weight[key], 12, { fill: view.look.accent });
  pen.text(blocked ? "–" : precise(steps.weight[key]), place.weightEnd, y, style);
  strip(view, pen, place.value, y, place, steps.valueOf(key).map((v) => v * steps.weight[key]), top.value);
}

/** @param {View} view @param {Pen} pen @param {Frame} frame */
export function header(view, pen, place, frame) {
  const { steps, ranges: top } = view.content;
  const part = view.part;
  pen.box(0, frame.top, Math.max(frame.width, place.end), place.header - 2, { fill: view.look.background });
  const style = { size: 12 * view.look.larger, colour: view.look.faint, font: view.look.sans };
  const [wide, valueWide] = [part.width * place.pixel, part.valueWidth * place.pixel];
  const over = frame.top + place.title / 2;
  pen.text("query vector q", place.key, over, { ...style, most: wide });
  pen.text("sum: the head's output", place.value, over, { ...style, most: valueWide });
  const y = frame.top + place.title + place.row + place.title / 2;
  pen.text("key vectors k", place.key, y, { ...style, most: wide });
  pen.text("query × key, number by number", place.product, y, { ...style, most: wide });
  pen.text(rootLabel(view), place.scoreEnd, y, { ...style, align: "end" });
  pen.text("softmax", place.weightEnd, y, { ...style, align: "end" });
  pen.text("weight × value v", place.value, y, { ...style, most: valueWide });
  const below = frame.top + place.title + place.row / 2;
  const label = view.sides.query.labels[steps.query];
  pen.text(`query: ${label}`, place.label, below, { size: view.look.size - 1, align: "end", most: place.label - 4, bold: true });
  strip(view, pen, place.key, below, place, steps.q, top.vector);
  strip(view, pen, place.value, below, place, steps.output, top.value);
  const line = frame.top + place.header - 3;
  pen.lines([0, line, place.end, line], { colour: view.look.line });
}

/** "q·k ⁄ √64" where that is what the model does, its own factor where not. @param {View} view */
function rootLabel(view) {
  const part = view.part;
  const scale = part.scales[view.choice.layer];
  const usual = Math.abs(scale - 1 / Math.sqrt(part.width)) < 1e-6;
  const mask = part.masks[view.choice.layer] === "given" ? " + bias" : "";
  if (usual) return `q·k/√${part.width}${mask}`;
  return `q·k${scale === 1 ? "" : ` × ${scale.toPrecision(3)}`}${mask}`;
}
