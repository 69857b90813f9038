// Words, their pieces and ids, and how the longest match found the pieces of one word.

import { el } from "../../../views/js/dom.js";
import { labelledWords, paragraph, textTable } from "../blocks.js";
import { saveMenu } from "../save_menu.js";
import { fillChoice, quoted, sentence, table } from "./said.js";

/** @import { Live } from "../live.js" */
/** @import { Sheet, Try } from "../types.d.ts" */

const HEADS = ["Word as typed", "Pieces", "Ids"];
const MOST_TRIED = 150; // candidates on the screen: a word of a hundred letters has thousands

/** @param {Live} live */
export function tokens(live) {
  const said = sentence();
  const steps = el("section", { class: "steps" });
  const list = el("div", {});
  const choice = el("select", { "aria-label": "Word", onchange: () => walk() });
  let shown = null; // the words of a text, and what was tried for one of them
  const save = saveMenu(live, () => shown?.tried && sheetOf(live, shown));
  const node = el("div", {}, said, el("div", { class: "bar" }, el("label", { class: "av-field" }, "Word", choice), save), steps, list);
  const walk = async () => {
    const { tag, sides: [{ labels, word: numbers, words }] } = live.view.meta;
    const word = Number(choice.value);
    const unknown = labels.some((label, place) => numbers[place] === word && label === "[UNK]");
    const { tried } = await live.partner.ask({ kind: "steps", tag, word });
    if (!tried || tag !== live.view.meta.tag) return;
    Object.assign(shown, { word: words[word], tried, unknown, number: word });
    steps.replaceChildren(...told(words[word], tried, unknown));
  };
  const update = () => {
    const { labels, word, words } = live.view.meta.sides[0];
    const places = words.map((_, number) => [...word.keys()].filter((place) => word[place] === number));
    const rows = words.map((typed, number) => [typed, places[number].map((place) => labels[place]).join(" "), places[number].map((place) => live.ids[place]).join(" ")]);
    list.replaceChildren(table(HEADS, rows));
    const split = [...places.keys()].filter((number) => places[number].length > 1);
    const size = (number) => 1000 * places[number].length + words[number].length;
    const most = words.reduce((best, _, number) => (size(number) > size(best) ? number : best), 0);
    const cut = split.length ? `${split.length} of them cut into pieces, the longest of the vocabulary first` : "none of them cut into pieces";
    said.textContent = `Words and marks: ${words.length}, ${cut}. With [CLS] and [SEP] they are ${labels.length} tokens.`;
    shown = { meta: live.view.meta, ids: live.ids, rows, said: said.textContent };
    fillChoice(choice, words, [...words.keys()], most);
    return walk();
  };
  return { title: "Tokens", hint: "How words become tokens", said, node, update };
}

/** What was tried for a word, in order: what the vocabulary has stands out. @param {string} word @param {Try[]} tried @param {boolean} unknown */
function told(word, tried, unknown) {
  const chips = tried.slice(0, MOST_TRIED).map(({ piece, id }) =>
    el("li", { class: id === null ? "" : "found" }, el("bdi", {}, piece), id === null ? null : el("small", {}, ` id ${id}`)));
  if (tried.length > MOST_TRIED) chips.push(el("li", {}, `and ${tried.length - MOST_TRIED} more`));
  return [el("p", {}, summary(word, tried, unknown)), el("ol", {}, ...chips)];
}

function summary(word, tried, unknown) {
  const found = tried.filter(({ id }) => id !== null);
  const whole = unknown ? "the vocabulary cannot spell it, so the word becomes [UNK]" : `in the vocabulary: ${found.map(({ piece }) => quoted(piece)).join(", ")}`;
  const only = tried.length === 1 ? "one candidate is tried" : `${tried.length} candidates are tried, the longest first`;
  return `${quoted(word)}: ${only}; ${whole}. ## marks a piece that goes on with a word.`;
}

/** One row a piece of each word, then one a candidate of the word that is open. @param {Live} live @returns {Sheet} */
function sheetOf({ view: { look } }, { meta, ids, rows, said, word, number, tried, unknown }) {
  const [{ labels, word: numbers, words }] = meta.sides;
  const pieces = [...labels.keys()].filter((place) => numbers[place] >= 0).map((place) => ["piece", words[numbers[place]], labels[place], ids[place]]);
  const seen = tried.slice(0, MOST_TRIED).map(({ piece, id }) => ({ word: piece, label: id === null ? "" : `id ${id}`, colour: look.accent }));
  const left = tried.length - seen.length;
  return {
    name: `tokens_word${number}`,
    title: "Tokens",
    said,
    shown: ["WordPiece, the longest match first"],
    meta,
    blocks: [
      paragraph(look, `${summary(word, tried, unknown)}${left ? ` The last ${left} candidates are not drawn.` : ""}`),
      labelledWords(look, seen),
      textTable(look, HEADS, rows),
    ],
    rows: [["kind", "word", "piece", "id"], ...pieces, ...tried.map(({ piece, id }) => ["candidate", word, piece, id ?? ""])],
  };
}
