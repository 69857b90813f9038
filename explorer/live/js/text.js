// A text as the model reads it and as the attention view is told of it: what explorer/views/payload.py says in Python.

import { spaced, stripped, wholeWords } from "./words.js";

/** @import { Piece, Reading, Typed } from "./types.d.ts" */
/** @import { Side } from "../../views/js/types.d.ts" */
/** @import { Tokenizer } from "./tokenizer.js" */

const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Samaritan}\p{Script=Mandaic}\p{Script=Adlam}]/u;
const LETTER = /[\p{L}\p{Mc}]/u;

/**
 * Ids, segments and what the view says of the text, cut to ``most`` tokens; null where there is nothing to read.
 * @param {Tokenizer} tokenizer @param {Typed} typed @param {number} most @returns {Reading | null}
 */
export function read(tokenizer, { text, pair }, most) {
  const typed = [text, pair].map((one) => one.toWellFormed?.() ?? one);
  const [first, second] = typed.map((one) => wholeWords(tokenizer.pieces(one), one));
  if (!first.length) return null;
  const pieces = second.length ? [first, second] : [first]; // of a second text there may be nothing that is read
  const texts = typed.slice(0, pieces.length);
  const kept = longestFirst(pieces, most - 1 - texts.length);
  const dropped = pieces.flat().length - kept.flat().length;
  const rows = framed(tokenizer, kept);
  return {
    ids: rows.map((row) => row.id),
    segments: rows.map((row) => row.segment),
    side: side(rows, texts, dropped),
    rows,
    texts,
  };
}

/** The longer text is cut until both fit together. @param {Piece[][]} pieces */
function longestFirst(pieces, room) {
  if (pieces.flat().length <= room) return pieces;
  if (pieces.length === 1) return [pieces[0].slice(0, room)];
  const [first, second] = pieces;
  const short = Math.min(first.length, second.length, Math.floor(room / 2));
  const [a, b] = first.length >= second.length ? [room - short, short] : [short, room - short];
  return [first.slice(0, a), second.slice(0, b)];
}

/** [CLS] first [SEP] second [SEP], the words counted on. @param {Tokenizer} tokenizer @param {Piece[][]} texts */
function framed(tokenizer, texts) {
  const added = (piece, segment) => ({ id: tokenizer.ids.get(piece), piece, word: -1, start: 0, end: 0, segment, added: 1 });
  const rows = [added("[CLS]", 0)];
  let words = 0;
  texts.forEach((pieces, segment) => {
    rows.push(...pieces.map((piece) => ({ ...piece, word: piece.word + words, segment, added: 0 })), added("[SEP]", segment));
    words = 1 + Math.max(-1, ...rows.map(({ word }) => word));
  });
  return rows;
}

/** @returns {Side} */
function side(rows, texts, dropped) {
  const labels = rows.map(({ piece }) => visible(piece));
  return {
    name: "text",
    text: spaced(texts.join(" | ")),
    labels,
    special: rows.map((row) => row.added),
    sep: rows.map((row) => Number(row.added && row.piece !== "[CLS]")),
    second: rows.map((row) => row.segment),
    word: rows.map((row) => row.word),
    words: words(rows, texts),
    rtl: isRightToLeft(labels),
    dropped,
  };
}

/** How each word is written, from the text itself. */
function words(rows, texts) {
  const found = [];
  for (const { word, start, end, segment } of rows) {
    if (word < 0) continue;
    found[word] = { segment, start: found[word]?.start ?? start, end };
  }
  return found.map(({ segment, start, end }) => visible(stripped(texts[segment].slice(start, end))));
}

/** A text whose every character can be seen. */
function visible(text) {
  return text.replace(/[\p{C} ]/gu, (char) => {
    const named = { "\n": "⏎", "\t": "⇥", " ": "␣" }[char];
    return named ?? `⟨U+${char.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`;
  });
}

function isRightToLeft(labels) {
  const letters = labels.flatMap((label) => [...label].slice(0, 40)).filter((char) => LETTER.test(char));
  return letters.filter((char) => RIGHT_TO_LEFT.test(char)).length > letters.length / 2;
}
