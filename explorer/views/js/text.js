// Names and phrases that every lens uses. Numbers of layers and heads follow the reader's choice.

import { hasPair } from "./axis.js";
import { MEAN } from "./scene.js";

/** @import { Meta } from "./types.d.ts" */
/** @import { View } from "./view.js" */

export const percent = (share) => {
  const value = share * 100;
  return value > 0 && value < 1 ? "under 1 %" : `${Math.round(value)} %`;
};

/** A weight to a tenth of a percent: the view's bytes hold no more. */
export const precise = (share) => `${(share * 100).toFixed(1)} %`;

/** A weight beside a token, where there is little room. */
export const rounded = (share) => `${Math.round(share * 100)} %`;

export const quoted = (label) => `“${label.length > 40 ? `${label.slice(0, 39)}…` : label}”`;

/** "layer 3 of 6" counted from 1, "layer 2 of 0–5" counted from 0: never to be mixed up. @param {View} view */
export function layerName(view, layer = view.choice.layer) {
  const { base } = view.choice;
  const { layers } = view.part;
  return `layer ${layer + base} of ${base ? layers : `0–${layers - 1}`}`;
}

/** @param {View} view */
export const headName = (view, head) => (head === MEAN ? "mean" : `head ${head + view.choice.base}`);

/** @param {View} view */
export function headsName(view) {
  const { heads } = view;
  const { mean, base } = view.choice;
  const all = heads.length === view.part.heads;
  if (heads.length === 1) return `head ${heads[0] + base}`;
  const names = all ? `all ${heads.length} heads` : `heads ${listed(heads.map((head) => head + base))}`;
  return mean ? `the average of ${names}` : names;
}

/** "a, b and c". */
export function listed(items) {
  if (items.length > 6) return `${items.slice(0, 5).join(", ")} and ${items.length - 5} more`;
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`;
}

export const capital = (text) => text[0].toUpperCase() + text.slice(1);

const PARTS = {
  self: "",
  encoder: "Encoder: the source text attends to itself. ",
  decoder: "Decoder: the target text attends to itself, each token only to itself and those before. ",
  cross: "Cross attention: the target text attends to the source text. ",
};

/** The sentence above the picture; what it says about this lens, the lens knows. @param {View} view */
export function summary(view) {
  return PARTS[view.part.name] + view.lens.summary(view);
}

export const number = (value) => value.toLocaleString("en");

/** @param {View} view */
export const oneLayer = (view) => `${layerName(view)}, ${headsName(view)}`;

/** What was left out of the picture or changed in it, for its caption. @param {View} view */
const notes = (view) => (view.content && view.lens.notes?.(view)) || [];

/** The line under a saved picture: enough to find the same picture again. @param {View} view */
export function caption(view) {
  const part = view.part.name === "self" ? "" : `${view.part.name} attention, `;
  return captionOf(view.meta, [`${part}${view.lens.where(view)}, numbered from ${view.choice.base}`, ...notes(view)]);
}

/** The model, what is shown of it, what of the text was left out, and the text. @param {Meta} meta @param {string[]} shown */
export function captionOf(meta, shown) {
  const { model, sides } = meta;
  const revision = model.revision ? ` (revision ${model.revision})` : "";
  const texts = sides.map((side) => quotedText(side.text)).join(" → ");
  return [`${model.label}${revision}`, ...shown, ...cuts(meta), texts].join(" · ");
}

/** What says of each text that was too long how much of it is read. @param {Meta} meta */
export const cuts = ({ sides }) =>
  sides
    .filter(({ dropped }) => dropped)
    .map(({ labels, dropped }) => `text cut to ${number(labels.length)} tokens, ${number(dropped)} left out`);

const quotedText = (text) => `“${text.length > 160 ? `${text.slice(0, 159)}…` : text}”`;

/** How exact the numbers are. */
export const ERROR_NOTE = "Weights are exact to 0.2 percentage points.";

/** @param {View} view */
export function pairChoices(view) {
  return hasPair(view.sides.query)
    ? [["all", "all"], ["aa", "A → A"], ["ab", "A → B"], ["ba", "B → A"], ["bb", "B → B"]]
    : null;
}
