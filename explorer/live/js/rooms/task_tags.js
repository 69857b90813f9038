// Parts of speech and names: a label over each word.

import PALETTE from "../../../data/palette.json" with { type: "json" };
import { el } from "../../../views/js/dom.js";
import { bars, percent, quoted, table } from "./said.js";

/** @import { Live } from "../live.js" */
/** @import { Tagged } from "../types.d.ts" */

const HUES = PALETTE.categories;
const KINDS = { PER: "person", ORG: "organisation", LOC: "place", MISC: "other name" };
const hue = (kinds, kind) => `border-color:${HUES[kinds.indexOf(kind) % HUES.length]}`;

/** A word with its label below it. */
const chip = (word, label, style = "") => el("span", { class: label ? "tag" : "", style }, el("bdi", {}, word), label ? el("small", {}, label) : null);

/** @param {Live} live */
export function partsOfSpeech(live, ask) {
  const node = el("div", {});
  const update = async () => {
    const found = await ask({});
    if (!found) return undefined;
    const { words, rtl } = live.view.meta.sides[0];
    /** @type {Tagged[]} */
    const tagged = found.tagged;
    const kinds = [...new Set(tagged.map(({ label }) => label))];
    const chips = tagged.map(({ label }, i) => chip(words[i], label, hue(kinds, label)));
    const rows = tagged.map(({ label, score, next }, i) => [words[i], label, percent(score), `${next.label} ${percent(next.score)}`]);
    node.replaceChildren(el("p", { class: "tags", dir: rtl ? "rtl" : "ltr" }, ...chips), table(["Word", "Label", "Probability", "Next label"], rows));
    const doubted = tagged.reduce((least, { score }, i) => (score < tagged[least].score ? i : least), 0);
    const { label, score, next } = tagged[doubted];
    return `The head is least certain of ${quoted(words[doubted])}: ${label} ${percent(score)}, ${next.label} ${percent(next.score)}.`;
  };
  return { node, controls: [], update };
}

/** @param {Live} live */
export function entities(live, ask) {
  const node = el("div", {});
  const update = async () => {
    const found = await ask({});
    if (!found) return undefined;
    const { words, rtl } = live.view.meta.sides[0];
    const kinds = Object.keys(KINDS);
    const chips = found.tagged.map(({ places }, i) => {
      const own = found.entities.find((one) => one.places.includes(places[0]));
      return chip(words[i], own?.kind, own ? hue(kinds, own.kind) : "");
    });
    const rows = found.entities.map(({ text, kind, score }) => ({ piece: `${text}: ${KINDS[kind]}`, share: score, told: percent(score) }));
    node.replaceChildren(el("p", { class: "tags", dir: rtl ? "rtl" : "ltr" }, ...chips), el("div", { class: "blanks" }, ...(rows.length ? [bars("Names, with the head's probability", rows)] : [])));
    return rows.length ? surest(found.entities) : nearly(found.tagged, words);
  };
  return { node, controls: [], update };
}

function surest(found) {
  const { text, kind, score } = found.reduce((best, one) => (one.score > best.score ? one : best));
  return `${found.length === 1 ? "One name" : `${found.length} names`}; the head is most certain that ${quoted(text)} is ${kind} (${KINDS[kind]}): ${percent(score)}.`;
}

/** @param {Tagged[]} tagged @param {string[]} words */
function nearly(tagged, words) {
  const likely = tagged.reduce((best, one) => (one.next.score > best.next.score ? one : best));
  return `The head finds no name here; nearest to one is ${quoted(words[tagged.indexOf(likely)])}, ${likely.next.label} with ${percent(likely.next.score)}.`;
}
