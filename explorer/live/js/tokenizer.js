// WordPiece as BERT's uncased tokenizer does it: clean, part, strip accents, lower case, longest match first (Schuster and
// Nakajima, 2012). The steps of the Rust tokenizer, code point by code point, so that each piece knows where it stands.

import { YOUNG } from "./young_characters.js";

/** @import { Piece, Try } from "./types.d.ts" */

const DROPPED = /^[\p{Cc}\p{Cf}\p{Co}\p{Cs}]$/u; // unassigned characters stay, as in Rust
const MARK = /^\p{Mn}$/u;
const SPACE = /^\p{White_Space}$/u;
const PUNCTUATION = /^[!-/:-@[-`{-~\p{P}]$/u;
const IDEOGRAPHS = [[0x4e00, 0x9fff], [0x3400, 0x4dbf], [0x20000, 0x2a6df], [0x2a700, 0x2b73f], [0x2b740, 0x2b81f], [0x2b920, 0x2ceaf], [0xf900, 0xfaff], [0x2f800, 0x2fa1f]];
const SPECIAL = /\[(?:PAD|UNK|CLS|SEP|MASK)\]/g;
const LONGEST = 100; // letters of a word; a longer one is unknown
const ONCE_MARKS = new Set([0x1734, 0x1171e]); // marks in the Rust tokenizer's tables, and no longer
const ONCE_PUNCTUATION = new Set([0x166d, 0x111c9]);
const GAP = ["space", " "];

export class Tokenizer {
  /** @param {string[]} vocabulary */
  constructor(vocabulary) {
    this.ids = new Map(vocabulary.map((piece, id) => [piece, id]));
    /** @type {Map<string, string[][]>} */
    this.seen = new Map();
  }

  /** What a character becomes: a list of [kind, text]; empty where it is dropped. */
  character(char) {
    let found = this.seen.get(char);
    if (!found) this.seen.set(char, (found = normalised(char)));
    return found;
  }

  /**
   * The pieces of a text, without [CLS] and [SEP] round it.
   * @param {string} text @param {Try[]} tried takes every candidate of the longest match, in order @returns {Piece[]}
   */
  pieces(text, tried = []) {
    const words = [];
    let from = 0;
    for (const found of text.matchAll(SPECIAL)) {
      words.push(...this.words(text, from, found.index), found);
      from = found.index + found[0].length;
    }
    words.push(...this.words(text, from, text.length));
    return words.flatMap((letters, word) => (letters.index === undefined ? this.cut(letters, word, tried) : [this.special(letters, word, tried)]));
  }

  special({ 0: piece, index }, word, tried) {
    const id = this.ids.get(piece);
    tried.push({ piece, id });
    return { id, piece, word, start: index, end: index + piece.length };
  }

  /** A stretch of text as words, each a list of [letter, start, end]. */
  words(text, from, to) {
    const words = [];
    let letters = [];
    const finish = () => {
      if (letters.length) words.push(letters);
      letters = [];
    };
    for (let at = from; at < to; ) {
      const char = String.fromCodePoint(text.codePointAt(at));
      for (const [kind, small] of this.character(char)) {
        if (kind !== "letter") finish();
        if (kind !== "space") letters.push([small, at, at + char.length]);
        if (kind === "punctuation") finish();
      }
      at += char.length;
    }
    finish();
    return words;
  }

  /** A word as its pieces, the longest of the vocabulary first; as [UNK] where there is none. */
  cut(letters, word, tried) {
    const span = (first, end) => ({ word, start: letters[first][1], end: letters[end - 1][2] });
    const found = [];
    for (let start = 0; start < letters.length; ) {
      const [piece, end] = this.longest(letters, start, tried);
      if (!piece) return [{ id: this.ids.get("[UNK]"), piece: "[UNK]", ...span(0, letters.length) }];
      found.push({ id: this.ids.get(piece), piece, ...span(start, end) });
      start = end;
    }
    return found;
  }

  /** The longest piece that begins at a letter, and where it ends. */
  longest(letters, start, tried) {
    const begin = start ? "##" : "";
    const spelled = (end) => begin + letters.slice(start, end).map(([small]) => small).join("");
    if (letters.length > LONGEST) tried.push({ piece: spelled(letters.length), id: null });
    for (let end = letters.length > LONGEST ? start : letters.length; end > start; end--) {
      const piece = spelled(end);
      const id = this.ids.get(piece) ?? null;
      tried.push({ piece, id });
      if (id !== null) return [piece, end];
    }
    return ["", start];
  }
}

/** What the cleaning, the parting and the lower-casing make of one character. */
function normalised(char) {
  const code = char.codePointAt(0);
  if (ONCE_MARKS.has(code)) return [];
  if (ONCE_PUNCTUATION.has(code)) return [["punctuation", char]];
  if (YOUNG.has(code)) return [["letter", char]];
  if ("\t\n\r".includes(char)) return [GAP];
  if (isDropped(char, code)) return [];
  if (SPACE.test(char)) return [GAP];
  const letters = [...char.normalize("NFD")].filter((part) => !MARK.test(part)).flatMap((part) => [...part.toLowerCase()]);
  const parts = letters.map((small) => [kindOf(small), small]);
  return IDEOGRAPHS.some(([from, to]) => code >= from && code <= to) ? [GAP, ...parts, GAP] : parts;
}

const isDropped = (char, code) => code === 0 || code === 0xfffd || DROPPED.test(char);

const kindOf = (char) => (SPACE.test(char) ? "space" : PUNCTUATION.test(char) ? "punctuation" : "letter");
