// Everything the view says in sentences. Numbers of layers and heads follow the reader's choice.

import { hasPair } from "./axis.js";
import { MEAN, sidesOf } from "./scene.js";
import { MEASURES } from "./weights.js";

export const percent = (share) => {
  const value = share * 100;
  return value > 0 && value < 1 ? "under 1 %" : `${Math.round(value)} %`;
};

export const quoted = (label) => `“${label.length > 40 ? `${label.slice(0, 39)}…` : label}”`;

/** "layer 3 of 6" counted from 1, "layer 2 of 0–5" counted from 0: never to be mixed up. */
export function layerName(view, layer = view.state.layer) {
  const { base } = view.state;
  const { layers } = view.part;
  return `layer ${layer + base} of ${base ? layers : `0–${layers - 1}`}`;
}

export const headName = (view, head) => (head === MEAN ? "mean" : `head ${head + view.state.base}`);

export function headsName(view) {
  const { lens, mean, base } = view.state;
  const heads = lens === "neuron" ? view.state.heads.slice(0, 1) : view.state.heads;
  const all = heads.length === view.part.heads;
  if (heads.length === 1) return `head ${heads[0] + base}`;
  const names = all ? `all ${heads.length} heads` : `heads ${listed(heads.map((head) => head + base))}`;
  return mean ? `the average of ${names}` : names;
}

function listed(items) {
  if (items.length > 6) return `${items.slice(0, 5).join(", ")} and ${items.length - 5} more`;
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`;
}

const capital = (text) => text[0].toUpperCase() + text.slice(1);

const PARTS = {
  self: "",
  encoder: "Encoder: the source text looks at itself. ",
  decoder: "Decoder: the target text looks at itself, each token only at itself and those before. ",
  cross: "Cross attention: the target text looks at the source text. ",
};

export function summary(view) {
  return PARTS[view.part.name] + { lines: linesSummary, grid: gridSummary, neuron: neuronSummary }[view.state.lens](view);
}

function linesSummary(view) {
  const { scene, state } = view;
  const rule =
    state.keep === "least"
      ? `weights of at least ${state.least.toFixed(2)}`
      : `the strongest that make up ${percent(state.share)} of what each ${state.words ? "word" : "token"} shows`;
  const count = scene.rows.length * scene.columns.length * scene.layers.length;
  const parts = [`${capital(layerName(view))}, ${headsName(view)}: ${number(scene.lines)} of ${number(count)} weights pass (${rule}).`];
  const [top] = view.strongest(null, 1);
  if (top) {
    const from = quoted(scene.rows[top.r].label);
    parts.push(`The largest runs from ${from} to ${quoted(scene.columns[top.c].label)}: ${top.value.toFixed(2)}.`);
  }
  if (view.causal) parts.push("This model reads from first to last: later tokens are masked, never looked at.");
  if (view.leftOut > 0) parts.push(`Of those in the window, the ${number(view.drawnLines)} strongest are drawn and ${number(view.leftOut)} are not: choose fewer heads or a smaller share.`);
  return parts.join(" ");
}

export const number = (value) => value.toLocaleString("en");

function gridSummary(view) {
  const { layers, heads } = view.part;
  const scale =
    view.state.scale === "own"
      ? "each picture has its own scale, up to its largest weight"
      : "one scale for all, from 0 to 1";
  const order = view.state.sort ? `sorted by ${MEASURES[view.state.sort]}` : "layers from top to bottom, heads from left to right";
  const mask = view.causal ? " Grey is masked." : "";
  const mark = view.state.mark ? ` The bar below each is its ${MEASURES[view.state.mark]}, from 0 to 1.` : "";
  return `${number(layers * heads)} heads, ${order}. In each picture rows look at columns; colour is the weight (${scale}).${mask}${mark}`;
}

function neuronSummary(view) {
  if (!view.neuron) return view.part.whyNoVectors || "The vectors of this layer are on their way.";
  const { steps, head } = view.neuron;
  const sides = sidesOf(view.meta, view.state.part);
  let top = 0;
  for (let key = 1; key < steps.keys; key++) if (steps.weight[key] > steps.weight[top]) top = key;
  return (
    `How ${headName(view, head)} in ${layerName(view)} decides what ${quoted(sides.query.labels[steps.query])} looks at: ` +
    `most at ${quoted(sides.key.labels[top])} (${steps.weight[top].toFixed(3)}). Blue is below zero, orange above; ` +
    "always by single tokens."
  );
}

export function tip(view, hit) {
  if (!hit) return "";
  return { lines: linesTip, grid: gridTip, neuron: neuronTip }[view.state.lens](view, hit);
}

function linesTip(view, { side, place }) {
  const { scene } = view;
  const list = side === "query" ? scene.rows : scene.columns;
  const found = view.strongest({ side, place }, 5);
  const other = (line) => (side === "query" ? scene.columns[line.c] : scene.rows[line.r]).label;
  const several = scene.layers.length > 1;
  const told = found.map(
    (line) => `${quoted(other(line))} ${line.value.toFixed(3)}${several ? ` (${headName(view, line.head)})` : ""}`,
  );
  const verb = side === "query" ? "looks at" : "is looked at by";
  return `${quoted(list[place].label)} ${verb} ${told.join(", ") || "nothing shown here"}.`;
}

function gridTip(view, { layer, head, query, key }) {
  const data = view.store.weightsNow(view.state.part, layer);
  const name = `${capital(layerName(view, layer))}, ${headName(view, head)}`;
  if (!data) return `${name}: its weights are on their way.`;
  const sides = sidesOf(view.meta, view.state.part);
  const from = quoted(sides.query.labels[query]);
  const value = view.weight(layer, head, query, key);
  return `${name}: ${from} gives ${value.toFixed(3)} to ${quoted(sides.key.labels[key])}. Click to open this head.`;
}

function neuronTip(view, { kind, key, dimension }) {
  const { steps } = view.neuron;
  const sides = sidesOf(view.meta, view.state.part);
  const query = quoted(sides.query.labels[steps.query]);
  const f = (value) => value.toFixed(3);
  if (key < 0) {
    if (kind === "value") return `Number ${dimension} of the head's output for ${query}: ${f(steps.output[dimension])}.`;
    return kind === "key" ? `Number ${dimension} of the query of ${query}: ${f(steps.q[dimension])}.` : "";
  }
  const label = quoted(sides.key.labels[key]);
  const k = steps.keyOf(key);
  if (kind === "key") return `Number ${dimension} of the key of ${label}: ${f(k[dimension])}.`;
  if (kind === "product") {
    return `Number ${dimension}: query ${f(steps.q[dimension])} × key ${f(k[dimension])} = ${f(steps.q[dimension] * k[dimension])}; all ${steps.width} add up to ${f(steps.dot[key])}.`;
  }
  if (kind === "value") {
    const v = steps.valueOf(key)[dimension];
    return `Number ${dimension} of the value of ${label}: ${f(v)}, times its weight ${f(steps.weight[key])} = ${f(v * steps.weight[key])}.`;
  }
  if (steps.score[key] === -Infinity) return `${label} is masked: ${query} may not look at it.`;
  return `${query} and ${label}: q·k = ${f(steps.dot[key])}, score ${f(steps.score[key])}, weight ${steps.weight[key].toFixed(4)}.`;
}

/** Where the attention goes that the lines do not show, in words. */
export function meterText(view, meter) {
  const named = [...meter.byLabel].sort((a, b) => b[1] - a[1]).slice(0, 3);
  const list = named.map(([label, share]) => `${label} ${percent(share)}`).join(", ");
  const who = view.state.heads.length === 1 ? "this head's attention" : "this attention";
  const parts = [];
  if (named.length) parts.push(`${percent(meter.special)} of ${who} goes to special tokens (${list})`);
  if (view.state.specials === "renorm") parts.push("it is hidden, and the rest is scaled up to 100 %");
  else if (meter.specialHidden > 0.0005) parts.push("it is out of sight");
  if (meter.other > 0.0005) parts.push(`${percent(meter.other)} goes to the text that is filtered out`);
  parts.push(`${percent(meter.weak)} is in lines too weak to be drawn`);
  return `${capital(parts.join("; "))}.`;
}

/** The line under a saved picture: enough to find the same picture again. */
export function caption(view) {
  const { model, sides } = view.meta;
  const revision = model.revision ? ` (revision ${model.revision})` : "";
  const where =
    view.state.lens === "grid" ? `all ${view.part.layers} layers, all ${view.part.heads} heads` : `${layerName(view)}, ${headsName(view)}`;
  const part = view.part.name === "self" ? "" : `${view.part.name} attention, `;
  const texts = sides.map((side) => quotedText(side.text)).join(" → ");
  return `${model.label}${revision} · ${part}${where}, numbered from ${view.state.base} · ${texts}`;
}

const quotedText = (text) => `“${text.length > 160 ? `${text.slice(0, 159)}…` : text}”`;

/** What the two ends of the colour bar stand for. */
export function gridScale(scale) {
  return ["weight 0 ", scale === "own" ? " each picture's largest (own scale each)" : " 1 (one scale for all pictures)"];
}

export function neuronScale({ vector, product, value }) {
  const ends = `query and key ±${vector.toFixed(2)}, query × key ±${product.toFixed(2)}, weight × value and sum ±${value.toFixed(2)}`;
  return ["below 0 ", ` above 0; full colour is ${ends}`];
}

export const MISSING =
  "To stay small, this file carries the query, key and value vectors of some layers only: move to another layer, or save the file again from the app with this layer chosen.";

/** How exact the numbers are. */
export const ERROR_NOTE = "Weights are sent as one byte each: no number is off by more than 0.002 (1/510).";

export function pairChoices(view) {
  return hasPair(sidesOf(view.meta, view.state.part).query)
    ? [["all", "all"], ["aa", "A → A"], ["ab", "A → B"], ["ba", "B → A"], ["bb", "B → B"]]
    : null;
}
