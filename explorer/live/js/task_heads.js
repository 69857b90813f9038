// The teaching heads behind one question each: what a head says of the text that is shown.

import { labelLogits } from "./heads/classifier.js";
import { pairLogits } from "./heads/comparer.js";
import { Filler } from "./heads/filler.js";
import { MaskedWords } from "./heads/masked_words.js";
import { softmax, statesOf } from "./heads/nets.js";
import { Reader, bestSpans } from "./heads/reader.js";
import { tagLogits } from "./heads/tagger.js";
import { entities, ofTokens, wordTags } from "./heads/tags.js";
import { readTensors } from "./heads/tensors.js";
import { wordsOfTokens } from "./heads/word_shapes.js";

/** @import { Engine } from "./engine.js" */
/** @import { Pass, Reading } from "./types.d.ts" */

const ANSWERS = 5;

export class TaskHeads {
  /** @param {Engine} engine @param {(name: string) => Promise<Uint8Array>} unpacked the bytes of a head's file */
  constructor(engine, unpacked) {
    this.engine = engine;
    this.unpacked = unpacked;
    /** @type {Record<string, any>} heads that were asked before */
    this.made = {};
  }

  /** A head's tensors; those that update the body as the object that does. @param {string} task */
  async head(task) {
    if (!this.made[task]) {
      const tensors = readTensors(await this.unpacked(task));
      const Kind = { "fill-mask": tensors.mix ? Filler : MaskedWords, answer: Reader }[task];
      this.made[task] = Kind ? new Kind(this.engine, tensors) : tensors;
    }
    return this.made[task];
  }

  /** Labels of every word, and entities. @param {Reading} reading @param {Pass} pass @param {string[]} labels */
  tags(tensors, reading, pass, labels) {
    const { rows, texts } = reading;
    const logits = new Map();
    texts.forEach((text, segment) => {
      const tokens = rows.map(({ start }, place) => ({ place, start })).filter(({ place }) => rows[place].segment === segment && !rows[place].added);
      const words = wordsOfTokens(text, tokens);
      const found = tagLogits(this.engine, pass, tensors, words);
      for (const [place, row] of ofTokens(found, words, labels)) logits.set(place, row);
    });
    const tagged = wordTags(logits, wordsOf(rows), labels);
    const written = (places) => texts[rows[places[0]].segment].slice(rows[places[0]].start, rows[places.at(-1)].end);
    const named = entities(tagged).map((one) => ({ ...one, text: written(one.places) }));
    return { tagged, entities: named, shares: [...logits].sort(([a], [b]) => a - b).map(([, row]) => softmax(row)) };
  }

  /** Probabilities of the labels of the first text. @param {Reading} reading @param {Pass} pass */
  label(tensors, reading, pass) {
    const places = [...reading.rows.keys()].filter((place) => reading.rows[place].segment === 0);
    return { shares: softmax(labelLogits(tensors, statesOf(this.engine, pass, places))) };
  }

  /** Probabilities of the labels of two texts, each read on its own. @param {Reading[]} readings */
  pair(tensors, readings) {
    const [first, second] = readings.map(({ ids, segments }) => {
      const pass = this.engine.forward(ids, segments);
      return statesOf(this.engine, pass, [...ids.keys()]);
    });
    return { shares: softmax(pairLogits(tensors, first, second)) };
  }

  /** The likeliest answers in the second text to the first, a question. @param {Reader} head @param {Reading} reading */
  answers(head, reading) {
    const { rows, ids, segments, texts } = reading;
    const inside = [...rows.keys()].filter((place) => rows[place].segment === 1 && !rows[place].added);
    const spans = bestSpans(head.logits(ids, segments, inside), ANSWERS);
    return {
      answers: spans.map(({ first, last, score }) => {
        const { start } = rows[inside[first]];
        const { end } = rows[inside[last]];
        return { text: texts[1].slice(start, end), start, end, score };
      }),
    };
  }
}

/** The view's words: the places of their tokens, and their text's number. @param {Reading["rows"]} rows */
function wordsOf(rows) {
  const words = [];
  rows.forEach(({ word, segment }, place) => {
    if (word < 0) return;
    (words[word] ??= { places: [], segment }).places.push(place);
  });
  return words;
}
