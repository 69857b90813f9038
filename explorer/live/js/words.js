// Which pieces make up one word: what explorer/engine/whole_words.py says in Python.

/** @import { Piece } from "./types.d.ts" */

const BLANK = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+"; // as Python has them
const BETWEEN = new RegExp(BLANK);
const ONLY_BLANKS = new RegExp(`^${BLANK}$`);
const BEFORE = new RegExp(`^${BLANK}`);
const AROUND = new RegExp(`^${BLANK}|${BLANK}$`, "g");
const MARK = /^[\p{M}\u200c\u200d]$/u;
const LETTER = /^\p{L}$/u;

/** A text without the blanks round it. */
export const stripped = (text) => text.replace(AROUND, "");

/** A text with one space wherever it has blanks. */
export const spaced = (text) => text.split(BETWEEN).filter(Boolean).join(" ");

/**
 * The pieces with words counted anew: a combining mark, and the letters behind it, stay with their word.
 * @param {Piece[]} pieces @param {string} text
 */
export function wholeWords(pieces, text) {
  let [word, last, end, seen] = [-1, -1, 0, false];
  return pieces.map((piece) => {
    const written = text.slice(piece.start, piece.end);
    const core = piece.start + (BEFORE.exec(written)?.[0].length ?? 0);
    const split = piece.word === last ? isBlankBetween(text, end, core) && seen : !(seen && joins(text, core));
    const begins = split || word < 0;
    if (begins) word++;
    seen = !!stripped(written) || (seen && !begins);
    [last, end] = [piece.word, Math.max(piece.end, piece.start)];
    return { ...piece, word };
  });
}

function isBlankBetween(text, end, core) {
  return ONLY_BLANKS.test(text.slice(end, core)) || (end > 0 && end <= core && ONLY_BLANKS.test(text[end - 1]));
}

/** Whether the character there goes on with the word before it, because of a mark. */
function joins(text, core) {
  if (core <= 0 || core >= text.length) return false;
  const before = [...text.slice(Math.max(0, core - 2), core)].at(-1);
  if (ONLY_BLANKS.test(before)) return false;
  const here = String.fromCodePoint(text.codePointAt(core));
  return MARK.test(here) || (MARK.test(before) && LETTER.test(here));
}
