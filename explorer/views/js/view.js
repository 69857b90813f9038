// The view itself: one picture, what is chosen in it, and what happens when something is pressed.

import * as canvas from "./canvas.js";
import { describe } from "./captions.js";
import { clean, defaults, fitToPart, toLink } from "./choice.js";
import { Controls } from "./controls.js";
import { csvText, htmlText, offerExport, pngCanvas, svgText } from "./exports.js";
import { listen } from "./input.js";
import { LENSES } from "./lenses.js";
import { closeWhenLeft } from "./menus.js";
import { Finder } from "./search.js";
import { assemble, skeleton } from "./skeleton.js";
import { Store } from "./store.js";
import { fillTable } from "./table.js";
import { readLook } from "./theme.js";
import { weight } from "./weights.js";

/** @import { Choice, Hit, Look, Meta, Part } from "./types.d.ts" */

const NO_WEIGHTS = "This model returned no attention weights, so there is nothing to draw: choose another model.";
const LOADING = "Loading the weights of this layer…";

/** Nobody else writes on its fields: lenses return values, controls call its methods. */
export class View {
  constructor(host, meta, wanted, { style, page, code }) {
    this.page = page;
    this.code = code;
    this.hosts = { onChoice: null, onNeed: null, onExport: null };
    /** @type {Look} */ this.look = null;
    /** @type {Choice} */ this.choice = null;
    /** @type {Meta} */ this.meta = null;
    this.turn = 0;
    this.dom = skeleton();
    this.finder = new Finder(this);
    this.controls = new Controls(this);
    this.load(meta, wanted);
    assemble(host, this.dom, this.controls, style);
    Object.assign(this.dom.root, { view: this }); // for tests and for people who look behind it
    listen(this);
    closeWhenLeft(this.dom.root);
    this.reserve();
    new ResizeObserver(() => this.draw()).observe(this.dom.stage);
  }

  /** Who is told of a new choice, and who is asked for vectors that are not here. */
  connect(hosts) {
    Object.assign(this.hosts, hosts);
    return offerExport(this);
  }

  /** A text: from then on the view waits for its buffers. ``wanted`` is kept as far as it fits. */
  load(meta, wanted) {
    this.store = this.meta?.tag === meta.tag ? this.store : new Store(meta);
    this.meta = meta;
    this.first = defaults(meta);
    this.choice = { ...this.first, ...clean(meta, wanted) };
    /** @type {Map<string, any>} lens -> what it prepared */
    this.contents = new Map();
    /** @type {Map<string, Hit>} lens -> what is pointed at in it */
    this.hits = new Map();
    this.pointed = "";
    this.drawn = undefined;
  }

  put(buffers) {
    for (const [name, bytes] of Object.entries(buffers)) this.store.put(name, bytes);
    return this.refresh();
  }

  /** @returns {Part} */
  get part() {
    return this.meta.parts[this.choice.part];
  }

  get sides() {
    const { query, key } = this.part;
    return { query: this.meta.sides[query], key: this.meta.sides[key] };
  }

  get lens() {
    return LENSES[this.choice.lens];
  }

  /** The heads that are shown. */
  get heads() {
    return this.lens.oneHead ? this.choice.heads.slice(0, 1) : this.choice.heads;
  }

  /** What the lens prepared for this choice; null where it cannot. */
  get content() {
    return this.contents.get(this.choice.lens) ?? null;
  }

  get hit() {
    return this.hits.get(this.choice.lens) ?? null;
  }

  /** What the reader points at, or else has pinned. */
  get focus() {
    return this.lens.focus(this);
  }

  get drawable() {
    return !!this.content && !this.dom.root.classList.contains("av-empty");
  }

  /** Whether the overlay stands for the whole picture. */
  get dimmed() {
    return !!this.lens.dims && !!this.focus;
  }

  weight(layer, head, query, key) {
    return weight(this.store.weightsNow(this.choice.part, layer), head, query, key);
  }

  /** What the Save buttons save. */
  svg() {
    return svgText(this);
  }

  png() {
    return pngCanvas(this);
  }

  csv() {
    return csvText(this);
  }

  html() {
    return htmlText(this);
  }

  set(changes) {
    const fit = "part" in changes ? fitToPart(this.choice, this.meta.parts[changes.part]) : {};
    const wanted = { ...fit, ...changes };
    const { heads } = this.meta.parts[wanted.part ?? this.choice.part];
    const checked = clean(this.meta, { part: this.choice.part, ...wanted });
    const choice = { ...this.choice, ...checked };
    choice.heads = choice.heads.filter((head) => head < heads);
    if (!choice.heads.length) choice.heads = [0];
    this.choice = choice;
    for (const name of this.hits.keys()) if (LENSES[name].pointing === "passing") this.hits.delete(name);
    this.pointed = "";
    const done = this.refresh();
    this.report();
    return done;
  }

  step(name, by) {
    if (name === "layer") return this.set({ layer: clamp(this.choice.layer + by, this.part.layers) });
    const { heads } = this.choice;
    return this.set({ heads: [heads.length === 1 ? clamp(heads[0] + by, this.part.heads) : 0] });
  }

  /** One head alone shows the other instead; of several, or with ``more``, it goes on or off. */
  chooseHead(head, more) {
    const { heads } = this.choice;
    if (this.lens.oneHead || (heads.length === 1 && !more)) return this.set({ heads: [head] });
    const left = heads.filter((other) => other !== head);
    if (left.length === heads.length) left.push(head);
    return this.set({ heads: left.length ? left : [...Array(this.part.heads).keys()] });
  }

  zoom(by) {
    return this.set({ zoom: Math.min(3, Math.max(0.3, this.choice.zoom * by)) });
  }

  /** Another lens, at what is pointed at in this one where the other can show it. */
  open(lens) {
    return this.set({ ...LENSES[lens].opening?.(this), lens });
  }

  /** Keeps what is pointed at. */
  hold(hit) {
    this.hits.set(this.choice.lens, hit);
  }

  /** Shows what is at a place of the picture: lines and numbers of a token, of a head, of a cell. */
  point(found) {
    const name = JSON.stringify(found);
    if (this.pointed === name) return;
    this.pointed = name;
    const marks = this.lens.pointing !== "telling";
    if (marks) {
      this.hold(found);
      this.drawTop();
      this.fillTableSoon();
    }
    if (found) this.sayTip(this.tipOf(found));
    else this.rest();
  }

  leave() {
    if (this.lens.pointing !== "staying") this.point(null);
  }

  letGo() {
    this.hits.clear();
    return this.set({ pin: null });
  }

  /** What is said while nothing new is pointed at. */
  rest() {
    const { lens, hit, focus } = this;
    this.sayTip(lens.pinned && focus && !hit ? lens.pinned : this.tipOf(focus));
  }

  /** What is to be said of a place of the picture, or of none. */
  tipOf(hit) {
    if (!this.content) return "";
    return hit ? this.lens.tip(this, hit) : this.lens.advice;
  }

  sayTip(text) {
    this.dom.tip.textContent = text;
  }

  fillTableSoon() {
    clearTimeout(this.tabling);
    this.tabling = setTimeout(() => this.content && fillTable(this), 60);
  }

  report() {
    clearTimeout(this.reporting);
    this.reporting = setTimeout(() => this.hosts.onChoice?.(this.link(), this.choice), 400);
  }

  need(buffer) {
    this.hosts.onNeed?.(buffer);
  }

  link() {
    return toLink(this.choice, this.first);
  }

  /** Makes the picture true to the choice; resolves when it is on the screen. */
  async refresh() {
    const turn = ++this.turn;
    const began = performance.now();
    const { part, layer, lens, look } = this.choice;
    this.look = readLook(this.dom.root, look === "print");
    Object.assign(this.dom.root.dataset, { look, lens });
    if (!this.part?.layers) return this.say(NO_WEIGHTS);
    const data = this.store.weightsNow(part, layer) ?? (await this.store.weights(part, layer));
    if (turn !== this.turn) return undefined;
    this.controls.sync();
    if (!data) return this.say(LOADING);
    const prepared = this.lens.prepare(this, data, this.content);
    // No wait where there is nothing to wait for: what was there before has given its memory.
    const made = prepared instanceof Promise ? await prepared : prepared;
    if (turn !== this.turn) return undefined;
    if (typeof made === "string") return this.say(made);
    this.contents.set(lens, made);
    this.say("");
    this.draw();
    this.dom.root.dataset.milliseconds = (performance.now() - began).toFixed(1);
    await new Promise((done) => setTimeout(done)); // the picture first, then the words about it
    if (turn !== this.turn) return undefined;
    describe(this);
    this.store.openNear(part, layer);
    return undefined;
  }

  /** What is known before any weight is here, so that nothing moves when they come. */
  reserve() {
    this.look = readLook(this.dom.root, this.choice.look === "print");
    Object.assign(this.dom.root.dataset, { look: this.choice.look, lens: this.choice.lens });
    if (!this.part?.layers) return;
    this.controls.sync();
    canvas.reserve(this);
  }

  /** A sentence in the picture's place, or the picture again. */
  say(message) {
    const { message: node, root } = this.dom;
    if (message) this.contents.delete(this.choice.lens);
    node.textContent = message;
    node.hidden = !message;
    root.classList.toggle("av-empty", !!message);
    if (message) root.dataset.ready = "message";
  }

  frame() {
    return canvas.frame(this);
  }

  draw() {
    this.drawn = canvas.draw(this);
  }

  drawTop() {
    canvas.drawTop(this);
  }

  bringIntoSight() {
    canvas.bringIntoSight(this);
  }
}

const clamp = (value, count) => Math.min(count - 1, Math.max(0, value));
