// The page: what is typed goes to the model, and what comes back is drawn, at most once a frame.

import { fromLink } from "../../views/js/choice.js";
import { onAddress, readAddress, writeAddress } from "./history.js";
import { fromAddress, moved, pinOf, toAddress } from "./link.js";
import { NOT_WHOLE } from "./parts.js";
import { rooms } from "./rooms.js";
import { sourceOf } from "./source.js";

/** @import { Layout, Pieces, Source, Typed } from "./types.d.ts" */
/** @import { Meta } from "../../views/js/types.d.ts" */
/** @import { View } from "../../views/js/view.js" */

const TOO_OLD = "This browser is too old to unpack the model: it needs Chrome 103, Firefox 113, Safari 16.4 or newer.";
const NOTHING = "There is nothing to read yet: type at least one word.";
const WORKING = "Computing… The picture is of the text before.";
const PATIENCE = 400; // milliseconds of a pass, after which it is said
const REST = 400; // milliseconds without a key, after which the address and what is saved are brought up to date

/**
 * The first picture, before the model is here. ``mount`` is the attention view's own way to stand in a page.
 * @param {Document} page @param {(page: Document) => View} mount
 */
export function open(page, mount) {
  const said = fromAddress(readAddress());
  writeAddress(`#${said.view}`); // the view reads its own part
  const live = new Live(page, mount(page), said);
  live.enter = rooms(live);
  live.enter(said.room);
  addEventListener("load", () => (page.getElementById("end") && live.started) || live.say(NOT_WHOLE)); // cut off
  onAddress((hash, written) => live.follow(hash, written));
  return live;
}

export class Live {
  /** @param {Document} page @param {View} view */
  constructor(page, view, said) {
    this.page = page;
    this.view = view;
    this.kernel = said.kernel;
    this.first = /** @type {Meta & {tasks: string[], sentences: boolean, tables: string}} */ (view.meta);
    this.boxes = { text: this.box("text"), pair: this.box("pair") };
    /** @type {(() => any)[]} called after each picture */
    this.listeners = [];
    /** @type {number[]} */
    this.ids = [];
    this.passes = 0;
    this.lacks = ""; // why there is no picture of what is typed
    this.started = false; // whether what computes has arrived
    this.room = ""; // the one that is open, by its name in the address
    /** @type {(name: string) => any} opens a room */
    this.enter = () => {};
    /** @type {Record<string, {labels: string[], note: string, limits: string}>} what is said of the teaching heads */
    this.heads = {};
    /** @type {Promise<any>} until all heads are here */
    this.arrived = Promise.resolve();
    this.complete = false; // whether they are
    this.wanted = {}; // what a pasted address asks for
    this.drawn = /** @type {Typed | null} */ (null);
    this.vectors = false; // whether the lens that is open asks for them
    this.pin = pinOf(said.view);
    this.fill(said);
    this.listen();
    this.say("Unpacking the model…");
  }

  box(name) {
    return /** @type {HTMLTextAreaElement} */ (this.page.getElementById(name));
  }

  /** @returns {Typed} */
  get typed() {
    return { text: this.boxes.text.value, pair: this.boxes.pair.value };
  }

  /** The text of an address; where it names none, the one that is there. */
  fill({ text, pair }) {
    if (text === null) return;
    this.boxes.text.value = text;
    this.boxes.pair.value = pair;
    this.boxes.pair.hidden = !pair;
    this.page.getElementById("second").hidden = !!pair;
  }

  listen() {
    const { text, pair } = this.boxes;
    const second = this.page.getElementById("second");
    second.hidden = !pair.hidden;
    second.addEventListener("click", () => {
      pair.hidden = false;
      second.hidden = true;
      pair.focus();
    });
    for (const box of [text, pair]) box.addEventListener("input", () => this.soon());
    this.lens = this.view.choice.lens;
    this.view.connect({
      onChoice: (_, { lens }) => {
        if (lens !== this.lens) this.vectors = false;
        this.lens = lens;
        this.address();
      },
      onNeed: () => this.fetchVectors(true),
    });
  }

  say(text) {
    this.page.getElementById("status").textContent = text;
  }

  /** There is no picture of what is typed; the open room says so, too. */
  async miss(why) {
    this.lacks = why;
    this.say(why);
    for (const listener of this.listeners) await listener();
  }

  /**
   * Another address: its text, its room and its view. One that was typed or pasted may name no text; one that the page
   * wrote does so where there was none.
   * @param {string} hash @param {boolean} written
   */
  follow(hash, written) {
    const said = fromAddress(hash);
    if (written) said.text ??= "";
    else if (said.text === null && !said.room) return;
    this.fill(said);
    this.enter(said.room);
    this.pin = pinOf(said.view);
    this.wanted = fromLink(said.view);
    this.soon();
  }

  /** @param {boolean} anew whether the address before stays in the history */
  address(anew = false) {
    writeAddress(toAddress(this.typed, this.view.link(), this.room, this.kernel), anew);
  }

  /**
   * Unpacks the model and hands it over, piece by piece, so that the page can be used meanwhile; the teaching heads follow.
   * @param {{layout: Layout, lengths: Record<string, number>, most: number, sizes: Record<string, number>, heads: Live["heads"], files?: Pieces}} model
   * @param {any} engine the engine's module
   */
  async start(model, engine) {
    this.started = true;
    this.heads = model.heads;
    const source = sourceOf(this.page, model.files);
    const body = Object.keys(model.sizes).filter((name) => !model.heads[name]);
    try {
      if (!globalThis.DecompressionStream) throw new Error(TOO_OLD);
      this.partner = await engine.partner(engine.source());
      await this.handOver(body, model.sizes, source, (percent) => this.say(`${source.doing} the model: ${percent} %. You can type already.`));
      const kernel = await source.kernel();
      const { layout, lengths, most } = model;
      this.answer = await this.partner.ask({ kind: "start", layout, lengths, most, kernel, wanted: this.kernel });
    } catch (problem) {
      await this.miss(problem.message);
      return;
    }
    this.page.documentElement.dataset.live = this.answer.kernel;
    this.arrived = this.handOver(Object.keys(model.heads), model.sizes, source);
    this.arrived.then(() => (this.complete = true), ({ message }) => this.say(message));
    await this.show();
  }

  /**
   * Some parts, one after the other.
   * @param {string[]} names @param {Record<string, number>} sizes of all parts, in bytes @param {Source} source
   * @param {(percent: number) => any} tell how much of them is here
   */
  async handOver(names, sizes, source, tell = () => {}) {
    const all = names.reduce((sum, name) => sum + sizes[name], 0);
    let done = 0;
    for (const name of names) {
      for await (const bytes of source.pieces(name)) {
        done += bytes.length;
        await this.partner.ask({ kind: "part", name, bytes }, [bytes.buffer]);
        tell(Math.floor((100 * done) / all));
      }
    }
    if (done !== all) throw new Error(NOT_WHOLE);
  }

  /** Asks for a picture of what is typed by now, in the next frame. */
  soon() {
    if (!this.answer || this.waiting) return;
    this.waiting = requestAnimationFrame(() => {
      this.waiting = 0;
      this.show();
    });
  }

  /** One pass at a time: what is typed meanwhile is shown after it. */
  async show() {
    if (this.busy) {
      this.late = true;
      return;
    }
    this.busy = true;
    try {
      await this.draw();
    } catch (problem) {
      this.say(problem.message);
    }
    this.busy = false;
    if (this.late) {
      this.late = false;
      this.soon();
    }
  }

  async draw() {
    const tag = `live ${++this.passes}`;
    const { typed } = this;
    const slow = setTimeout(() => this.say(WORKING), PATIENCE);
    const { side, ids, buffers, milliseconds } = await this.partner.ask({ kind: "pass", typed, tag, vectors: this.vectors }).finally(() => clearTimeout(slow));
    if (!side) return this.miss(NOTHING);
    this.lacks = "";
    const before = this.view.meta.sides[0].labels;
    const start = { ...this.first.start, pin: null }; // a token's place means nothing in another text
    this.view.load({ ...this.first, tag, sides: [side], start }, this.choice(before, side.labels));
    [this.ids, this.drawn] = [ids, typed];
    await this.view.put(buffers);
    const cut = side.dropped ? ` · too long: the last ${side.dropped.toLocaleString("en")} tokens were cut off` : "";
    this.say(`${side.labels.length} tokens${cut} · ${milliseconds.toFixed(0)} ms · ${this.answer.kernel}`);
    Object.assign(this.page.documentElement.dataset, { pass: this.passes, shown: typed.text });
    for (const listener of this.listeners) await listener();
    this.rest();
    return undefined;
  }

  /** What is chosen stays; the pinned token keeps its place in the text, the share of lines fits its length. */
  choice(before, after) {
    const { choice, first } = this.view;
    const pin = this.pin ?? (choice.pin && { ...choice.pin, at: moved(before, after, choice.pin.at) });
    const { wanted } = this;
    [this.pin, this.wanted] = [null, {}];
    return { ...choice, ...wanted, pin, share: choice.share === first.share ? undefined : choice.share };
  }

  /** Once nobody types: the address, and the vectors, so that a saved copy has them. */
  rest() {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => {
      const { text, pair } = this.typed;
      if (text === this.drawn.text && pair === this.drawn.pair) this.address(); // else the pin is of the text before
      this.fetchVectors(false);
    }, REST);
  }

  /** @param {boolean} asked whether the lens waits for them */
  async fetchVectors(asked) {
    this.vectors ||= asked;
    if (!this.answer) return;
    const { tag } = this.view.meta;
    const { buffers } = await this.partner.ask({ kind: "vectors", tag });
    if (tag !== this.view.meta.tag) return;
    if (asked) this.view.put(buffers);
    else for (const [name, bytes] of Object.entries(buffers)) this.view.store.put(name, bytes);
  }
}
