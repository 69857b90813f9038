// Sentences and bars that several rooms use.

import { el } from "../../../views/js/dom.js";

const LISTED = 12; // pairs of tokens beside a matrix
const LONGEST = 80; // characters that are quoted

export const percent = (share) => `${(100 * share).toFixed(1)} %`;

/** A cosine to two digits, zero without a sign. */
export const two = (cosine) => cosine.toFixed(2).replace(/^-(0\.00)$/, "$1");

/** What the reader typed inside a sentence: whatever its direction, it turns none of its neighbours. @param {string} text */
export const quoted = (text) => `“\u2068${text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text}\u2069”`;

/** The room's sentence. */
export const sentence = () => el("p", { class: "said", role: "status" });

/** "After layer 3" or, of state 0, what comes before the layers. */
export const after = (state) => (state ? `After layer ${state - 1}` : "In the sum of embeddings");

/** Whether each token is a word, or a piece of one, and neither a mark nor special. */
export const areWords = ({ labels, special }) => labels.map((label, place) => !special[place] && /\p{L}/u.test(label));

/** The largest numbers between two words, or pieces of words, with different labels. @returns {{a: number, b: number, value: number}[]} */
export function strongest(side, matrix, symmetric) {
  const { labels } = side;
  const words = areWords(side);
  const found = [];
  matrix.forEach((value, i) => {
    const [a, b] = [Math.floor(i / labels.length), i % labels.length];
    if ((a < b || !symmetric) && labels[a] !== labels[b] && words[a] && words[b]) found.push({ a, b, value });
  });
  return found.sort((one, other) => other.value - one.value).slice(0, LISTED);
}

/** Two tokens that a bar is about, in this order whatever their direction. */
export const between = (one, sign, other) => `\u200e\u2068${one}\u2069 ${sign} \u2068${other}\u2069`;

/** A room with its picture beside what is chosen and said where the window is wide, and between them where it is not. */
export const beside = (picture, head, tail) =>
  el("div", { class: "beside" }, el("div", { class: "choose" }, ...head), picture, el("div", {}, ...tail));

/** A list with a bar for each share. @param {{piece: string, share: number, told: string}[]} rows */
export function bars(title, rows) {
  const items = rows.map(({ piece, share, told }) =>
    el("li", {}, el("span", { dir: "auto" }, piece), el("i", { style: `width:${(100 * share).toFixed(1)}%`, "aria-hidden": "true" }), told));
  return el("section", {}, el("h2", {}, title), el("ol", {}, ...items));
}

/** A list of places to choose from; what was chosen stays while the same label stands there, else ``wanted`` is. @param {HTMLSelectElement} choice */
export function fillChoice(choice, labels, places, wanted) {
  const before = places.find((place) => String(place) === choice.value && labels[place] === choice.selectedOptions[0]?.textContent);
  choice.replaceChildren(...places.map((place) => el("option", { value: place }, labels[place])));
  choice.value = String(before ?? wanted ?? places[0]);
}

/** Labels with their places, so that equal tokens stay apart: "3 the". @param {string[]} labels */
export const numbered = (labels) => labels.map((label, place) => `${place} ${label}`);

/** A matrix of tokens by tokens as rows of a table. @param {string} corner @param {string[]} labels @param {Float32Array} matrix */
export const matrixRows = (corner, labels, matrix) => [
  [corner, ...numbered(labels)],
  ...numbered(labels).map((name, row) => [name, ...matrix.slice(row * labels.length, (row + 1) * labels.length)]),
];

/** A table. @param {string[]} heads @param {string[][]} rows */
export function table(heads, rows) {
  const head = el("tr", {}, ...heads.map((name) => el("th", { scope: "col" }, name)));
  const body = rows.map((cells) => el("tr", {}, ...cells.map((cell) => el("td", { dir: "auto" }, cell))));
  return el("table", {}, el("thead", {}, head), el("tbody", {}, ...body));
}
