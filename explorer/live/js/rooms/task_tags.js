// Parts of speech and names: a label below each word, in plain words wherever there is room.

import PALETTE from "../../../data/palette.json" with { type: "json" };
import WORDS from "../../../data/tag_words.json" with { type: "json" };
import { el } from "../../../views/js/dom.js";
import { barChart, labelledWords, paragraph, textTable } from "../blocks.js";
import { bars, percent, quoted, table } from "./said.js";

/** @import { Look } from "../../../views/js/types.d.ts" */
/** @import { Live } from "../live.js" */
/** @import { Tagged } from "../types.d.ts" */

const HUES = PALETTE.categories;
const KINDS = WORDS.entities;
const PARTS = WORDS["parts of speech"];
const HEADS = ["Word", "Label", "Probability", "Next label"];
const TITLE = "Names, with the head's probability";
const hue = (kinds, kind) => HUES[kinds.indexOf(kind) % HUES.length];

/** "noun (NOUN)"; of names "place (LOC)", whether one begins or goes on. @param {string} label */
export function inWords(label) {
  const tag = label.replace(/^[BI]-/, "");
  const known = (PARTS[tag] ?? KINDS[tag])?.split(" such as ")[0];
  return known ? `${known} (${tag})` : label === "O" ? "no name" : label;
}

/** The same with its article. @param {string} label */
const aKind = (label) => `${/^[aeiou]/.test(inWords(label)) ? "an" : "a"} ${inWords(label)}`;

/** A word with its label below it. */
const chip = ({ word, label, colour }) =>
  el("span", { class: label ? "tag" : "", style: label ? `border-color:${colour}` : "" }, el("bdi", {}, word), label ? el("small", {}, label) : null);

/** @param {Live} live */
export function partsOfSpeech(live, ask) {
  const node = el("div", {});
  let last = null;
  const update = async () => {
    const found = await ask({});
    if (!found) return undefined;
    const { words, rtl } = live.view.meta.sides[0];
    /** @type {Tagged[]} */
    const tagged = found.tagged;
    const kinds = [...new Set(tagged.map(({ label }) => label))];
    const labelled = tagged.map(({ label }, i) => ({ word: words[i], label, colour: hue(kinds, label) }));
    const rows = tagged.map(({ label, score, next }, i) => [words[i], inWords(label), percent(score), `${inWords(next.label).replace(/ \(.*/, "")} ${percent(next.score)}`]);
    const legend = `${kinds.filter((kind) => PARTS[kind]).map((kind) => `${PARTS[kind]} (${kind})`).join("; ")}.`;
    last = { words, rtl, tagged, labelled, rows, legend };
    node.replaceChildren(el("p", { class: "tags", dir: rtl ? "rtl" : "ltr" }, ...labelled.map(chip)), el("p", { class: "tip" }, legend), table(HEADS, rows));
    const doubted = tagged.reduce((least, { score }, i) => (score < tagged[least].score ? i : least), 0);
    const { label, score, next } = tagged[doubted];
    return `The head is least certain of ${quoted(words[doubted])}: ${inWords(label)} ${percent(score)}, ${inWords(next.label)} ${percent(next.score)}.`;
  };
  const saved = (/** @type {Look} */ look) => last && {
    blocks: [labelledWords(look, last.labelled, last.rtl), paragraph(look, last.legend, { faint: true, size: 12 }), textTable(look, HEADS, last.rows)],
    rows: taggedRows(last),
  };
  return { node, controls: [], update, saved };
}

/** @param {{words: string[], tagged: Tagged[]}} last */
const taggedRows = ({ words, tagged }) => [
  ["word", "label", "probability", "next label", "its probability"],
  ...tagged.map(({ label, score, next }, i) => [words[i], label, score, next.label, next.score]),
];

/** @param {Live} live */
export function entities(live, ask) {
  const node = el("div", {});
  let last = null;
  const update = async () => {
    const found = await ask({});
    if (!found) return undefined;
    const { words, rtl } = live.view.meta.sides[0];
    const kinds = Object.keys(KINDS);
    const labelled = found.tagged.map(({ places }, i) => {
      const own = found.entities.find((one) => one.places.includes(places[0]));
      return { word: words[i], label: own ? KINDS[own.kind] : "", colour: own ? hue(kinds, own.kind) : "" };
    });
    const rows = found.entities.map(({ text, kind, score }) => ({ piece: `${text}: ${inWords(kind)}`, share: score, told: percent(score) }));
    last = { words, rtl, tagged: found.tagged, labelled, rows };
    node.replaceChildren(el("p", { class: "tags", dir: rtl ? "rtl" : "ltr" }, ...labelled.map(chip)), el("div", { class: "blanks" }, ...(rows.length ? [bars(TITLE, rows)] : [])));
    return rows.length ? surest(found.entities) : nearly(found.tagged, words);
  };
  const saved = (/** @type {Look} */ look) => last && {
    blocks: [labelledWords(look, last.labelled, last.rtl), ...(last.rows.length ? [barChart(look, TITLE, last.rows)] : [])],
    rows: taggedRows(last),
  };
  return { node, controls: [], update, saved };
}

function surest(found) {
  const { text, kind, score } = found.reduce((best, one) => (one.score > best.score ? one : best));
  return `${found.length === 1 ? "One name" : `${found.length} names`}; the head is most certain that ${quoted(text)} is ${aKind(kind)}: ${percent(score)}.`;
}

/** @param {Tagged[]} tagged @param {string[]} words */
function nearly(tagged, words) {
  const likely = tagged.reduce((best, one) => (one.next.score > best.next.score ? one : best));
  return `The head finds no name here; nearest to one is ${quoted(words[tagged.indexOf(likely)])}, as ${aKind(likely.next.label)} with ${percent(likely.next.score)}.`;
}
