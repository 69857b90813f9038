// The view itself: one picture, its state, and what happens when something is pressed.

import { tell } from "./captions.js";
import { placeOf } from "./axis.js";
import { Controls } from "./controls.js";
import { el } from "./dom.js";
import { csvText, htmlText, pngCanvas, svgText } from "./exports.js";
import { Thumbnails, gridLens } from "./grid.js";
import { linesLens } from "./lines.js";
import { listen } from "./input.js";
import { readLook } from "./theme.js";
import { neuronLens, neuronScene } from "./neuron.js";
import * as paper from "./canvas.js";
import { makeScene, sidesOf, strongest } from "./scene.js";
import { clean, defaults, toLink } from "./state.js";
import { Store } from "./store.js";
import { weight } from "./weights.js";
import { MISSING } from "./text.js";

const LENS = { lines: linesLens, grid: gridLens, neuron: neuronLens };

export class View {
  constructor(host, meta, wanted, { style, page, code }) {
    Object.assign(this, { host, style, page, code, onState: null, onNeed: null });
    this.found = new Set();
    this.build();
    this.load(meta, wanted);
    new ResizeObserver(() => this.draw()).observe(this.stage);
  }

  /** A text: from then on the view waits for its buffers. ``wanted`` is kept as far as it fits. */
  load(meta, wanted) {
    const again = this.meta?.tag === meta.tag;
    const store = again ? this.store : new Store(meta);
    const thumbs = again ? this.thumbs : new Map();
    const pin = this.meta && !again ? null : wanted.pin; // a token's place means nothing elsewhere
    const all = this.meta && this.state.heads.length === this.part.heads;
    const heads = all && !again ? undefined : wanted.heads; // all heads stay all, however many
    Object.assign(this, { meta, store, thumbs });
    this.first = defaults(meta);
    this.state = { ...this.first, ...clean(meta, { ...wanted, heads, pin: pin ?? null }) };
    this.scene = this.neuron = this.hover = this.hoverHead = null;
    this.sceneFor = this.neuronFor = "";
  }

  put(buffers) {
    for (const [name, bytes] of Object.entries(buffers)) this.store.put(name, bytes);
    return this.refresh();
  }

  build() {
    this.base = el("canvas", { class: "av-base" });
    this.top = el("canvas", { class: "av-top" });
    this.inner = el("div", { class: "av-inner" }, el("div", { class: "av-paper" }, this.base, this.top));
    this.stage = el("div", { class: "av-stage", tabindex: 0, role: "application", "aria-roledescription": "attention picture" }, this.inner);
    this.message = el("p", { class: "av-message", role: "alert" });
    this.summary = el("p", { class: "av-summary", role: "status" });
    this.tip = el("p", { class: "av-tip", "aria-live": "polite" });
    this.meter = el("div", { class: "av-meter" });
    this.table = el("div", { class: "av-table" });
    this.caption = el("p", { class: "av-caption" });
    this.bar = el("div", { class: "av-scale" });
    this.root = el("section", { class: "av", "aria-label": "Attention view" });
    this.host.replaceChildren(el("style", {}, this.style), this.root);
    this.controls = new Controls(this);
    const main = el("div", { class: "av-main" }, this.stage, this.table);
    this.root.append(...this.controls.nodes, this.summary, this.message, main, this.tip, this.bar, this.meter, this.caption);
    this.root.view = this;
    listen(this);
  }

  get part() {
    return this.meta.parts[this.state.part];
  }

  get causal() {
    return this.part.causal;
  }

  get lens() {
    return LENS[this.state.lens];
  }

  /** What the reader points at, or else has pinned: {side, place}. */
  get focus() {
    if (this.hover) return this.hover;
    const { pin } = this.state;
    if (!pin || !this.scene) return null;
    const place = placeOf(pin.side === "query" ? this.scene.rows : this.scene.columns, pin.at);
    return place < 0 ? null : { side: pin.side, place };
  }

  queryToken() {
    const { pin } = this.state;
    const side = sidesOf(this.meta, this.state.part).query;
    if (pin?.side === "query" && pin.at < side.labels.length) return pin.at;
    return Math.max(0, side.special.indexOf(0));
  }

  weight(layer, head, query, key) {
    return weight(this.store.weightsNow(this.state.part, layer), head, query, key);
  }

  strongest(focus, most) {
    if (focus) return strongest(this.scene, focus, most);
    this.scene.top ??= strongest(this.scene, null, 12);
    return this.scene.top.slice(0, most);
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

  thumbnails() {
    const { part } = this.state;
    if (!this.thumbs.has(part)) this.thumbs.set(part, new Thumbnails(this, part));
    return this.thumbs.get(part);
  }

  set(changes) {
    const wanted = "part" in changes ? { ...this.fitToPart(changes.part), ...changes } : changes;
    const { heads } = this.meta.parts[wanted.part ?? this.state.part];
    const checked = clean(this.meta, { part: this.state.part, ...wanted });
    this.state = { ...this.state, ...checked };
    this.state.heads = this.state.heads.filter((head) => head < heads);
    if (!this.state.heads.length) this.state.heads = [0];
    this.hover = null;
    const done = this.refresh();
    this.report();
    return done;
  }

  fitToPart(part) {
    const { layers, heads } = this.meta.parts[part];
    return {
      layer: Math.min(this.state.layer, layers - 1),
      heads: this.state.heads.filter((head) => head < heads),
      pin: null,
      sort: "",
      mark: "",
    };
  }

  step(name, by) {
    if (name === "layer") return this.set({ layer: clamp(this.state.layer + by, this.part.layers) });
    const head = this.state.heads.length === 1 ? clamp(this.state.heads[0] + by, this.part.heads) : 0;
    return this.set({ heads: [head] });
  }

  toggleHead(head, alone) {
    const { heads, lens } = this.state;
    if (alone || lens === "neuron") return this.set({ heads: [head] });
    const left = heads.filter((other) => other !== head);
    if (left.length === heads.length) left.push(head);
    return this.set({ heads: left.length ? left : [...Array(this.part.heads).keys()] });
  }

  zoom(by) {
    return this.set({ zoom: Math.min(3, Math.max(0.3, this.state.zoom * by)) });
  }

  report() {
    clearTimeout(this.reporting);
    this.reporting = setTimeout(() => this.onState?.(this.link(), this.state), 400);
  }

  link() {
    return toLink(this.state, this.first);
  }

  /** Makes the picture true to the state; resolves when it is on the screen. */
  async refresh() {
    const turn = (this.turn = (this.turn ?? 0) + 1);
    const began = performance.now();
    this.look = readLook(this.root, this.state.look === "print");
    Object.assign(this.root.dataset, { look: this.state.look, lens: this.state.lens });
    if (!this.part?.layers) return this.say("This model handed out no attention weights, so there is nothing to draw: choose another model.");
    const { part, layer, lens } = this.state;
    const data = this.store.weightsNow(part, layer) ?? (await this.store.weights(part, layer));
    if (turn !== this.turn) return undefined;
    this.controls.sync();
    if (!data) return this.say("The weights of this layer are on their way.");
    this.makeScene(data);
    if (lens === "grid") this.fillGrid();
    if (lens === "neuron" && !(await this.makeNeuron(turn))) return undefined;
    if (lens === "lines" && !(this.scene.rows.length && this.scene.columns.length)) {
      return this.say("The filters leave no token to show: show special tokens again, or choose another pair.");
    }
    this.say("");
    this.draw();
    this.root.dataset.milliseconds = (performance.now() - began).toFixed(1);
    await new Promise((done) => setTimeout(done)); // the picture first, then the words about it
    if (turn !== this.turn) return undefined;
    tell(this);
    this.unpackNeighbours();
    return undefined;
  }

  /** The layers above and below are the likeliest to be asked for next. */
  unpackNeighbours() {
    const { store } = this; // the text may be another one by then
    const { part, layer } = this.state;
    const near = [layer + 1, layer - 1].filter((other) => other >= 0 && other < this.part.layers);
    const idle = globalThis.requestIdleCallback ?? ((work) => setTimeout(work, 200));
    idle(() => near.forEach((other) => store.weights(part, other)));
  }

  makeScene(data) {
    const { part, layer, heads, mean, pair, specials, words: whole, keep, share, least } = this.state;
    const name = JSON.stringify([part, layer, heads, mean, pair, specials, whole, keep, share, least]);
    if (this.sceneFor === name) return;
    this.scene = makeScene(this.meta, this.state, data, this.scene);
    this.sceneFor = name;
  }

  async makeNeuron(turn) {
    const { part, layer, heads } = this.state;
    if (this.part.whyNoVectors) return this.say(this.part.whyNoVectors);
    const wanted = this.store.vectorsName(part, layer);
    if (!this.store.has(wanted)) {
      this.onNeed?.(wanted);
      return this.say(this.meta.missing ? MISSING : "The vectors of this layer are on their way.");
    }
    const vectors = await this.store.vectors(part, layer);
    if (turn !== this.turn) return false;
    const name = JSON.stringify([part, layer, heads[0], this.queryToken()]);
    if (this.neuronFor !== name) this.neuron = neuronScene(this, vectors);
    this.neuronFor = name;
    return true;
  }

  fillGrid() {
    const thumbs = this.thumbnails();
    if (thumbs.complete) return;
    thumbs.fill(() => this.state.lens === "grid" && this.draw()).then(() => this.state.lens === "grid" && tell(this));
  }

  say(message) {
    this.message.textContent = message;
    this.message.hidden = !message;
    this.root.classList.toggle("av-empty", !!message);
    if (message) this.root.dataset.ready = "message";
    return false;
  }

  frame() {
    return paper.frame(this);
  }

  draw() {
    paper.draw(this);
  }

  drawTop() {
    paper.drawTop(this);
  }

  bringIntoSight() {
    paper.bringIntoSight(this);
  }
}

const clamp = (value, count) => Math.min(count - 1, Math.max(0, value));
