// The neuron lens: how one head computes one token's weights, each step as a strip of numbers.

import { colourBar } from "./colour_bar.js";
import { header, plan, row } from "./neuron_drawing.js";
import { compute, ranges } from "./neuron_steps.js";
import { headName, layerName, oneLayer, precise, quoted } from "./text.js";

/** @import { Hit, Lens } from "./types.d.ts" */
/** @import { View } from "./view.js" */

const ROWS = 12;
const LOADING = "Loading the vectors of this layer…";
const MISSING =
  "To stay small, this file carries the query, key and value vectors of some layers only: move to another layer, or save the file again from the app with this layer chosen.";

/** @type {Lens} */
export const neuron = {
  title: "Neuron",
  hint: "How one head computes one token's weights",
  advice: "Move over a cell to see its number. Left and right arrow keys: another query; up and down: another key.",
  key: "n",
  controls: ["layer", "heads"],
  oneHead: true,
  pointing: "telling",

  /** The steps from vectors to weights; asks for the vectors where they are not here yet. */
  prepare(view, data, before) {
    const { part, layer, heads } = view.choice;
    if (view.part.whyNoVectors) return view.part.whyNoVectors;
    const wanted = view.store.vectorsName(part, layer);
    if (!view.store.has(wanted)) {
      view.need(wanted);
      return view.meta.missing ? MISSING : LOADING;
    }
    const name = JSON.stringify([part, layer, heads[0], queryToken(view)]);
    return before?.name === name ? before : withVectors(view, name);
  },

  size(view, width) {
    const place = plan(view, width);
    const { keys } = view.store.shape(view.choice.part);
    return { width: place.end, height: place.header + keys * place.row + 8 };
  },

  draw(view, pen, frame) {
    pen.box(0, frame.top, Math.max(frame.width, 2000), frame.height, { fill: view.look.background });
    const place = plan(view, frame.width);
    const { keys } = view.content.steps;
    const first = Math.max(0, Math.floor(frame.top / place.row));
    const last = Math.min(keys, Math.ceil((frame.top + frame.height - place.header) / place.row));
    for (let key = first; key < last; key++) row(view, pen, place, key);
    header(view, pen, place, frame);
  },

  overlay() {},

  legend: (view, pen, x, y, style) => colourBar(neuron.scale(view), pen, x, y, style),

  at(view, x, y, frame) {
    const place = plan(view, frame.width);
    const { steps } = view.content;
    const inHeader = y - frame.top < place.header;
    const key = inHeader ? -1 : Math.floor((y - place.header) / place.row);
    if (key >= steps.keys) return null;
    for (const [kind, start, count] of [["key", place.key, steps.width], ["product", place.product, steps.width], ["value", place.value, steps.valueWidth]]) {
      const dimension = Math.floor((x - start) / place.pixel);
      if (dimension >= 0 && dimension < count) return { kind, key, dimension };
    }
    return key < 0 ? null : { kind: "weight", key, dimension: -1 };
  },

  yOf(view, { key }, width) {
    const place = plan(view, width);
    return place.header + (key + 0.5) * place.row;
  },

  focus: (view) => view.hit,

  /** Left and right: another query token. Up and down: another key. */
  move(view, arrow) {
    const { query, key } = view.sides;
    const step = arrow === "ArrowRight" || arrow === "ArrowDown" ? 1 : -1;
    if (arrow === "ArrowLeft" || arrow === "ArrowRight") {
      const count = query.labels.length;
      view.set({ pin: { side: "query", at: (queryToken(view) + step + count) % count } });
      return;
    }
    const count = key.labels.length;
    const hit = { kind: "weight", key: ((view.hit?.key ?? -1) + step + count) % count, dimension: -1 };
    view.hold(hit);
    view.sayTip(view.tipOf(hit));
    view.draw();
  },

  press: (view, hit) => view.point(hit),

  enter() {},

  /** The head that is pointed at, where heads can be. */
  opening: ({ hit }) => (hit?.head === undefined ? {} : { layer: hit.layer, heads: [hit.head] }),

  summary(view) {
    const { steps, head } = view.content;
    const { query, key } = view.sides;
    let top = 0;
    for (let at = 1; at < steps.keys; at++) if (steps.weight[at] > steps.weight[top]) top = at;
    return (
      `How ${headName(view, head)} in ${layerName(view)} decides what ${quoted(query.labels[steps.query])} attends to: ` +
      `most to ${quoted(key.labels[top])} (${precise(steps.weight[top])}). Blue is below zero, orange above.`
    );
  },

  tip: (view, hit) => (hit.key < 0 ? headerTip(view, hit) : keyTip(view, hit)),

  table(view) {
    const { steps } = view.content;
    const { query, key } = view.sides;
    const keys = [...Array(steps.keys).keys()].sort((a, b) => steps.weight[b] - steps.weight[a]);
    return {
      title: `Largest weights of ${quoted(query.labels[steps.query])}`,
      heads: ["key", "q·k", "score", "weight"],
      rows: keys.slice(0, ROWS).map((at) => [
        key.labels[at],
        steps.dot[at].toFixed(2),
        isMasked(steps, at) ? "masked" : steps.score[at].toFixed(2),
        precise(steps.weight[at]),
      ]),
    };
  },

  csv(view) {
    const found = [["position", "key", "dot_product", "score", "weight"]];
    const steps = view.content?.steps;
    for (let key = 0; key < (steps?.keys ?? 0); key++) {
      const score = isMasked(steps, key) ? "masked" : steps.score[key];
      found.push([key, view.sides.key.labels[key], steps.dot[key], score, steps.weight[key]]);
    }
    return found;
  },

  where: oneLayer,

  notes: (view) => [`query ${quoted(view.sides.query.labels[view.content.steps.query])}`],

  scale(view) {
    if (!view.content) return null;
    const { vector, product, value } = view.content.ranges;
    const ends = `query and key ±${vector.toFixed(2)}, query × key ±${product.toFixed(2)}, weight × value and sum ±${value.toFixed(2)}`;
    return { colours: view.look.signedCss, low: "below 0 ", high: ` above 0; full colour is ${ends}` };
  },
};

const isMasked = (steps, key) => steps.score[key] === -Infinity;

/** The token that asks: the pinned one, else the first of the text. */
function queryToken({ choice: { pin }, sides: { query } }) {
  if (pin?.side === "query" && pin.at < query.labels.length) return pin.at;
  return Math.max(0, query.special.indexOf(0));
}

const digits = (value) => value.toFixed(3);

/** @param {View} view @param {Hit} hit */
function headerTip(view, { kind, dimension }) {
  const { steps } = view.content;
  const query = quoted(view.sides.query.labels[steps.query]);
  if (kind === "value") return `Number ${dimension} of the head's output for ${query}: ${digits(steps.output[dimension])}.`;
  return kind === "key" ? `Number ${dimension} of the query of ${query}: ${digits(steps.q[dimension])}.` : neuron.advice;
}

/** @param {View} view @param {Hit} hit */
function keyTip(view, { kind, key, dimension: at }) {
  const { steps } = view.content;
  const query = quoted(view.sides.query.labels[steps.query]);
  const label = quoted(view.sides.key.labels[key]);
  const k = steps.keyOf(key)[at];
  const v = steps.valueOf(key)[at];
  if (kind === "key") return `Number ${at} of the key of ${label}: ${digits(k)}.`;
  if (kind === "product") {
    return `Number ${at}: query ${digits(steps.q[at])} × key ${digits(k)} = ${digits(steps.q[at] * k)}; all ${steps.width} add up to ${digits(steps.dot[key])}.`;
  }
  if (kind === "value") {
    const weight = steps.weight[key];
    return `Number ${at} of the value of ${label}: ${digits(v)}, times its weight ${precise(weight)} = ${digits(v * weight)}.`;
  }
  if (isMasked(steps, key)) return `${label} is masked: ${query} may not look at it.`;
  return `${query} and ${label}: q·k = ${digits(steps.dot[key])}, score ${digits(steps.score[key])}, weight ${precise(steps.weight[key])}.`;
}

/** @param {View} view */
async function withVectors(view, name) {
  const { part, heads, layer } = view.choice;
  const head = heads[0] ?? 0;
  const query = queryToken(view);
  const { width, valueWidth } = view.part;
  const sizes = { ...view.store.shape(part), width, valueWidth };
  const steps = compute(await view.store.vectors(part, layer), sizes, head, query);
  return { name, steps, ranges: ranges(steps), head };
}
