// From logits of tagged words to labels of the view's words and entities: explorer/teaching/heads.py and tasks/tag.py, strategy "first".

import { softmax } from "./nets.js";

/** @import { Tagged } from "../types.d.ts" */

/**
 * Logits of each token from those of its word: pieces after the first go on with an entity, so B- and I- change places.
 * @param {Float64Array[]} logits (W, C) @param {{tokens: number[]}[]} words @param {string[]} labels @returns {[number, Float64Array][]}
 */
export function ofTokens(logits, words, labels) {
  const order = labels.map((name) => labels.indexOf(goingOn(name)));
  return words.flatMap(({ tokens }, word) => {
    const own = logits[word];
    const began = labels[largest(own)].startsWith("B-");
    const later = began ? Float64Array.from(order, (column) => own[column]) : own;
    return tokens.map((place, i) => /** @type {[number, Float64Array]} */ ([place, i ? later : own]));
  });
}

const goingOn = (name) => name.replace(/^([BI])(?=-)/, (mark) => (mark === "B" ? "I" : "B"));

export const largest = (row) => row.reduce((best, value, i) => (value > row[best] ? i : best), 0);

/**
 * A label for each word of the view: that of its first token, and the second likeliest.
 * @param {Map<number, Float64Array>} logits of each token @param {{places: number[], segment: number}[]} words @param {string[]} labels @returns {Tagged[]}
 */
export function wordTags(logits, words, labels) {
  return words.map(({ places, segment }) => {
    const shares = softmax(logits.get(places[0]));
    const order = [...labels.keys()].sort((a, b) => shares[b] - shares[a]);
    const [first, next] = order.map((i) => ({ label: labels[i], score: shares[i] }));
    return { ...first, next, places, segment };
  });
}

const kindOf = (label) => label.replace(/^[BI]-/, "");

/** Neighbours of one kind joined, unless one begins anew; what is no entity is left out. @param {Tagged[]} words */
export function entities(words) {
  const found = [];
  words.forEach((word) => {
    const before = found.at(-1);
    const goesOn = before?.kind === kindOf(word.label) && before.words[0].segment === word.segment && !word.label.startsWith("B-");
    if (goesOn) before.words.push(word);
    else found.push({ kind: kindOf(word.label), words: [word] });
  });
  return found
    .filter(({ kind }) => kind !== "O")
    .map(({ kind, words: own }) => ({ kind, places: own.flatMap(({ places }) => places), score: own.reduce((sum, { score }) => sum + score, 0) / own.length }));
}
