// Words, their pieces and ids, and how the longest match found the pieces of one word.

import { el } from "../../../views/js/dom.js";
import { fillChoice, quoted, sentence, table } from "./said.js";

/** @import { Live } from "../live.js" */
/** @import { Try } from "../types.d.ts" */

const MOST_TRIED = 150; // candidates on the screen: a word of a hundred letters has thousands

/** @param {Live} live */
export function tokens(live) {
  const said = sentence();
  const steps = el("section", { class: "steps" });
  const list = el("div", {});
  const choice = el("select", { "aria-label": "Word", onchange: () => walk() });
  const node = el("div", {}, said, el("label", { class: "bar" }, "Word", choice), steps, list);
  const walk = async () => {
    const { tag, sides: [{ labels, word: numbers, words }] } = live.view.meta;
    const word = Number(choice.value);
    const unknown = labels.some((label, place) => numbers[place] === word && label === "[UNK]");
    const { tried } = await live.partner.ask({ kind: "steps", tag, word });
    if (tried && tag === live.view.meta.tag) steps.replaceChildren(...told(words[word], tried, unknown));
  };
  const update = () => {
    const { labels, word, words } = live.view.meta.sides[0];
    const places = words.map((_, number) => [...word.keys()].filter((place) => word[place] === number));
    const rows = words.map((typed, number) => [typed, places[number].map((place) => labels[place]).join(" "), places[number].map((place) => live.ids[place]).join(" ")]);
    list.replaceChildren(table(["Word as typed", "Pieces", "Ids"], rows));
    const split = [...places.keys()].filter((number) => places[number].length > 1);
    const size = (number) => 1000 * places[number].length + words[number].length;
    const most = words.reduce((best, _, number) => (size(number) > size(best) ? number : best), 0);
    const cut = split.length ? `${split.length} of them cut into pieces, the longest of the vocabulary first` : "none of them cut into pieces";
    said.textContent = `Words and marks: ${words.length}, ${cut}. With [CLS] and [SEP] they are ${labels.length} tokens.`;
    fillChoice(choice, words, [...words.keys()], most);
    return walk();
  };
  return { title: "Tokens", hint: "How words become tokens", said, node, update };
}

/** What was tried for a word, in order: what the vocabulary has stands out. @param {string} word @param {Try[]} tried @param {boolean} unknown */
function told(word, tried, unknown) {
  const found = tried.filter(({ id }) => id !== null);
  const whole = unknown ? "the vocabulary cannot spell it, so the word becomes [UNK]" : `in the vocabulary: ${found.map(({ piece }) => quoted(piece)).join(", ")}`;
  const chips = tried.slice(0, MOST_TRIED).map(({ piece, id }) =>
    el("li", { class: id === null ? "" : "found" }, el("bdi", {}, piece), id === null ? null : el("small", {}, ` id ${id}`)));
  if (tried.length > MOST_TRIED) chips.push(el("li", {}, `and ${tried.length - MOST_TRIED} more`));
  const only = tried.length === 1 ? "one candidate is tried" : `${tried.length} candidates are tried, the longest first`;
  return [el("p", {}, `${quoted(word)}: ${only}; ${whole}. ## marks a piece that goes on with a word.`), el("ol", {}, ...chips)];
}
