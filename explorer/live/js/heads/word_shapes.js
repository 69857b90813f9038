// Words as the taggers count them, and what their letters look like: explorer/teaching/word_shapes.py on UTF-16.

const W = "[\\p{L}\\p{N}_]"; // what Python's \w means
const SEEN = "[^\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]"; // its \S
const END = `(?:(?<=${W})(?!${W})|(?<!${W})(?=${W}))`; // its \b
const anyCase = (letters) => letters.replace(/\p{L}/gu, (char) => `[${char}${char.toUpperCase()}${char === "s" ? "\u017f" : ""}]`);
const oneOf = (words) => `(?:${words.split(" ").map(anyCase).join("|")})`;
// Not by the flag i, which would take a mark that folds to a letter for one.
const WORD = new RegExp(
  [
    `(?:${anyCase("http")}${anyCase("s")}?://|${anyCase("www")}\\.)${SEEN}+`,
    `(?:${W}|[.+-])+@(?:${W}|-)+(?:\\.(?:${W}|-)+)+`, // addresses
    "(?:[A-Za-z\u0130\u0131\u017f\u212a]\\.){2,}", // U.S., e.g.; and what Python takes for forms of i, s and k
    "\\p{Nd}+(?:[.,:/]\\p{Nd}+)*", // 3.5, 1,000, 10:30
    `${W}+?(?=[nN]['’][tT]${END})`,
    `[nN]['’][tT]${END}`, // do + n't
    `['’]${oneOf("s re ve ll d m")}${END}`, // 's, 're
    `${oneOf("mr mrs ms dr st jr sr vs etc")}\\.`,
    `${W}+`,
    "\\.{2,}",
    "-{2,}",
    SEEN,
  ].join("|"),
  "gu",
);
const DIGIT = /[\p{Nd}\u00b2\u00b3\u00b9\u1369-\u1371\u19da\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468\u2474-\u247c\u2488-\u2490\u24ea\u24f5-\u24fd\u24ff\u2776-\u277e\u2780-\u2788\u278a-\u2792\u{10a40}-\u{10a43}\u{10e60}-\u{10e68}\u{11052}-\u{1105a}\u{1f100}-\u{1f10a}]/u; // Python's isdigit
const LETTER_OR_NUMBER = /[\p{L}\p{N}]/u;
const UPPER = /\p{Uppercase}/u;
const NOT_UPPER = /[\p{Lowercase}\p{Lt}]/u;

/** Where the words of a text stand: [start, end] each. */
export const wordSpans = (text) => [...text.matchAll(WORD)].map((found) => [found.index, found.index + found[0].length]);

/** Seven zeros and ones a word: capital, capitals, mixed, digit, sign, first, caseless. @param {string[]} words */
export function wordShapes(words) {
  const letters = words.join("");
  const caseless = letters === letters.toLowerCase() || letters === letters.toUpperCase();
  return words.map((word, place) => shape([...word], place === 0, caseless).map(Number));
}

const isUpper = (letters) => letters.some((char) => UPPER.test(char)) && !letters.some((char) => NOT_UPPER.test(char));

function shape(letters, first, caseless) {
  const cased = !caseless;
  const capital = cased && isUpper(letters.slice(0, 1));
  const capitals = cased && letters.length > 1 && isUpper(letters);
  const inner = cased && !capitals && letters.slice(1).some((char) => isUpper([char]));
  const digit = letters.some((char) => DIGIT.test(char));
  const sign = !letters.some((char) => LETTER_OR_NUMBER.test(char));
  return [capital, capitals, inner, digit, sign, first, caseless];
}

/**
 * The words of one text of a pass and the tokens that begin in each; words without a token are left out.
 * @param {string} text @param {{place: number, start: number}[]} tokens its tokens but special ones
 * @returns {{text: string, tokens: number[]}[]}
 */
export function wordsOfTokens(text, tokens) {
  const words = wordSpans(text).map(([start, end]) => ({ text: text.slice(start, end), start, tokens: [] }));
  for (const { place, start } of tokens) (words.findLast((word) => word.start <= start) ?? words[0]).tokens.push(place);
  return words.filter(({ tokens: own }) => own.length);
}
