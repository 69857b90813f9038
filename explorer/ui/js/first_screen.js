// One sentence in large words; curves from the chosen word to the words that it attends to.

const LEAST = 0.03; // weaker weights are not drawn
const MOST = 5; // curves at once
const LABELLED = 0.08; // curves that carry their number
const TARGET = 0.25; // a word that gets this much is set in bold
const DURATION = 600; // milliseconds from one sentence to the other
const ASIDE = 9; // pixels between the words and a curve that goes around them
const SVG = "http://www.w3.org/2000/svg";

/**
 * @typedef {{ name: string, words: string[], gaps: string[], rows: number[][],
 *             chosen: number, where: string }} Sentence
 * @typedef {{ left: number, right: number, top: number, bottom: number }} Box
 * @typedef {{ sentences: Sentence[], shown: number, rtl: boolean }} Data
 */

const percent = (/** @type {number} */ share) => `${Math.round(100 * share)} %`;
const still = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
const memory = new WeakMap();

/** @param {string} tag @param {Record<string, string | number>} fields @returns {SVGElement} */
function drawn(tag, fields) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(fields)) made.setAttribute(name, String(value));
  return made;
}

/** The strongest words of a row, without the word itself. @returns {number[]} */
export function strongest(/** @type {number[]} */ row, /** @type {number} */ chosen) {
  return row
    .map((_, place) => place)
    .filter((place) => place !== chosen && row[place] >= LEAST)
    .sort((a, b) => row[b] - row[a])
    .slice(0, MOST);
}

/** What the picture shows, in words. @returns {string} */
export function said(/** @type {Sentence} */ sentence, /** @type {number} */ chosen) {
  const row = sentence.rows[chosen];
  const [first] = strongest(row, chosen);
  const word = sentence.words[chosen];
  const unseen = 1 - row.reduce((sum, share) => sum + share, 0);
  const rest = unseen > 0.5 ? ` ${percent(unseen)} goes to tokens that are not drawn, such as [CLS].` : "";
  const begin = `In ${sentence.where}, “${word}” gives`;
  if (first === undefined) return `${begin} no other word more than ${percent(LEAST)} of its attention.${rest}`;
  return `${begin} ${percent(row[first])} of its attention to “${sentence.words[first]}”.${rest}`;
}

/** @param {Box} box @param {Box} stage @returns {Box} in pixels of the stage */
const within = (box, stage) => ({ left: box.left - stage.left, right: box.right - stage.left,
  top: box.top - stage.top, bottom: box.bottom - stage.top });

/** The lines that words stand in, from the first to the last. @returns {Box[]} */
export function linesOf(/** @type {Box[]} */ words) {
  const lines = /** @type {Box[]} */ ([]);
  for (const { left, right, top, bottom } of [...words].sort((a, b) => a.top - b.top)) {
    const last = lines[lines.length - 1];
    if (last && top < (last.top + last.bottom) / 2) {
      lines[lines.length - 1] = { left: Math.min(last.left, left), right: Math.max(last.right, right),
        top: Math.min(last.top, top), bottom: Math.max(last.bottom, bottom) };
    } else lines.push({ left, right, top, bottom });
  }
  return lines;
}

/** How a curve goes from word to word without crossing a line of words: above its own line, through
 * the gap between two, or around the others at the side.
 * @param {Box} from @param {Box} to @param {Box[]} lines
 * @returns {{ d: string, x: number, y: number, toward: number, above: boolean, close: boolean }} the
 *   path; where it ends, where it comes from, whether it ends above its word and with little room */
export function route(from, to, lines) {
  const [a, b] = [from, to].map((box) => Math.max(lines.findIndex((one) => box.top < one.bottom), 0));
  const [x1, x2] = [from, to].map((box) => (box.left + box.right) / 2);
  const above = b >= a;
  const y1 = b > a ? from.bottom : from.top;
  const y2 = above ? to.top : to.bottom;
  const end = { x: x2, y: y2, toward: x1, above, close: a !== b || a > 0 };
  if (a === b) {
    const top = Math.max(y1 - 26 - Math.abs(x2 - x1) * 0.22, a ? lines[a - 1].bottom : 26);
    return { ...end, d: `M ${x1} ${y1} C ${x1} ${top}, ${x2} ${top}, ${x2} ${y2 - 4}` };
  }
  if (Math.abs(a - b) === 1) return { ...end, d: `M ${x1} ${y1} C ${x1} ${y2}, ${x2} ${y1}, ${x2} ${y2}` };
  const gap = (/** @type {number} */ line) => (lines[line - 1].bottom + lines[line].top) / 2;
  const [leave, arrive] = b > a ? [gap(a + 1), gap(b)] : [gap(a), gap(b + 1)];
  const left = Math.min(...lines.map((one) => one.left)) - ASIDE;
  const right = Math.max(...lines.map((one) => one.right)) + ASIDE;
  const side = x1 + x2 < left + right ? left : right;
  return { ...end, d: `M ${x1} ${y1} L ${x1} ${leave} L ${side} ${leave} L ${side} ${arrive} ` +
    `L ${x2} ${arrive} L ${x2} ${y2}` };
}

/** @typedef {ReturnType<typeof route> & { weight: number }} Curve */

const thickness = (/** @type {number} */ weight) => 1 + 13 * weight;

const curve = (/** @type {Curve} */ { d, weight }) => drawn("path", {
  d, fill: "none", stroke: "currentColor", "stroke-linecap": "round", "stroke-linejoin": "round",
  "stroke-width": thickness(weight), "stroke-opacity": Math.min(0.25 + weight * 1.5, 1) });

/** The number of a curve, beside its end: outside, or inside where the stage ends. */
function label(/** @type {Curve} */ { x, y, toward, above, close, weight }, /** @type {number} */ width) {
  const size = close ? 15 : 15 + 13 * weight;
  const away = thickness(weight) / 2 + 5;
  const long = 0.55 * size * percent(weight).length + away;
  const left = toward > x ? x - long > 0 : x + long > width;
  const made = drawn("text", {
    x: left ? x - away : x + away, y: above ? y - 8 : y + size, "text-anchor": left ? "end" : "start",
    "font-size": size, class: "share" });
  made.textContent = percent(weight);
  return made;
}

class Screen {
  constructor(/** @type {any} */ host) {
    this.host = host;
    this.line = host.querySelector(".line");
    this.curves = host.querySelector("svg");
    this.says = host.querySelector(".says");
    this.switch = host.querySelector(".switch");
    this.shown = 0; // which sentence
    this.timer = 0;
    /** @type {Function} */
    this.tell = () => {};
    new ResizeObserver(() => this.draw()).observe(host.querySelector(".stage"));
    host.querySelector(".own").onclick = () => {
      /** @type {HTMLInputElement | null} */
      const box = document.querySelector(".st-key-bar_text input, .st-key-bar_text textarea");
      box?.focus();
      box?.select();
    };
  }

  /** @param {Data} data */
  take(data) {
    const { shown, ...rest } = data;
    const same = JSON.stringify(rest) === this.known;
    if (same && shown === this.shown) return;
    if (same) return this.show(shown); // the box or Back asked for the other sentence
    this.known = JSON.stringify(rest);
    this.data = data;
    this.shown = shown;
    this.chosen = data.sentences[shown].chosen;
    this.weights = data.sentences[shown].rows[this.chosen];
    this.line.dir = data.rtl ? "rtl" : "ltr";
    this.buttons();
    this.words();
    this.draw();
  }

  get sentence() {
    return this.data.sentences[this.shown];
  }

  /** One button for each sentence, where there are two. */
  buttons() {
    const { sentences } = this.data;
    this.switch.hidden = sentences.length < 2;
    this.switch.replaceChildren(
      ...sentences.map((/** @type {Sentence} */ sentence, /** @type {number} */ place) => {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = sentence.name;
        button.setAttribute("aria-pressed", String(place === this.shown));
        button.onclick = () => {
          this.show(place);
          this.tell("twin", sentence.name);
        };
        return button;
      }),
    );
  }

  /** Go to another sentence: its curves grow out of those that stand. */
  show(/** @type {number} */ place) {
    const from = this.weights;
    this.shown = place;
    this.chosen = Math.min(this.chosen, this.sentence.words.length - 1);
    this.buttons();
    this.words();
    this.grow(from, this.sentence.rows[this.chosen]);
  }

  /** Choose the word that attends. */
  choose(/** @type {number} */ place) {
    const from = this.weights.map(() => 0);
    this.chosen = place;
    this.mark();
    this.grow(from, this.sentence.rows[place]);
  }

  grow(/** @type {number[]} */ from, /** @type {number[]} */ to) {
    cancelAnimationFrame(this.timer);
    const begun = performance.now();
    const step = (/** @type {number} */ now) => {
      const part = still() ? 1 : Math.min((now - begun) / DURATION, 1);
      const eased = 1 - (1 - part) ** 3;
      this.weights = to.map((weight, place) => (from[place] ?? 0) * (1 - eased) + weight * eased);
      this.draw();
      if (part < 1) this.timer = requestAnimationFrame(step);
    };
    step(begun);
    this.says.textContent = said(this.sentence, this.chosen);
  }

  words() {
    const { words, gaps } = this.sentence;
    this.line.replaceChildren();
    words.forEach((/** @type {string} */ word, /** @type {number} */ place) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = word;
      button.onclick = () => this.choose(place);
      this.line.append(button, gaps[place]);
    });
    this.mark();
    this.says.textContent = said(this.sentence, this.chosen);
  }

  mark() {
    [...this.line.children].forEach((button, place) =>
      button.setAttribute("aria-pressed", String(place === this.chosen)));
  }

  draw() {
    if (!this.data) return;
    const stage = this.host.querySelector(".stage").getBoundingClientRect();
    if (!stage.width) return; // the page was left, and nothing of it stands anywhere
    const places = [...this.line.children].map((button) => within(button.getBoundingClientRect(), stage));
    const lines = linesOf(places);
    this.line.classList.toggle("wraps", lines.length > 1);
    this.curves.setAttribute("viewBox", `0 0 ${stage.width} ${stage.height}`);
    const labels = strongest(this.weights, this.chosen).reverse().map((place) =>
      ({ ...route(places[this.chosen], places[place], lines), weight: this.weights[place] }));
    this.curves.replaceChildren(...labels.map(curve), // no curve runs over a number
      ...labels.filter((one) => one.weight >= LABELLED).map((one) => label(one, stage.width)));
    [...this.line.children].forEach((button, place) =>
      button.classList.toggle("target", place !== this.chosen && this.weights[place] >= TARGET));
  }
}

/** @param {{ data: Data, parentElement: any, setTriggerValue: Function }} mount */
export default function ({ data, parentElement, setTriggerValue }) {
  const known = memory.get(parentElement) ?? new Screen(parentElement);
  memory.set(parentElement, known);
  known.tell = setTriggerValue;
  known.take(data);
}
