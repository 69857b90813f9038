// The model behind a few questions. It lives in a Worker, or in the page where there is none.

import { vectorsBuffers, weightsBuffers } from "./buffers.js";
import { embeddingSum } from "./embedding.js";
import { Engine } from "./engine.js";
import { plainKernel, plainMemory } from "./kernel_js.js";
import { newMemory, wasmKernel } from "./kernel_wasm.js";
import { inflated } from "./parts.js";
import { film } from "./projection.js";
import { dot, sentenceVector, similarity } from "./states.js";
import { TaskHeads } from "./task_heads.js";
import { read } from "./text.js";
import { Tokenizer } from "./tokenizer.js";

/** @import { Typed } from "./types.d.ts" */

const BODY = ["vocabulary", "floats", "high", "low"]; // parts that every pass needs; the others are heads, unpacked once they are asked

export class Service {
  constructor() {
    /** @type {Record<string, Uint8Array<ArrayBuffer>[]>} */
    this.chunks = {};
    /** @type {Record<string, number>} bytes of each part once it is unpacked */
    this.lengths = {};
  }

  /** Answers one question by the method of its name. @param {{kind: string}} question */
  answer({ kind, ...given }) {
    const { hello, part, start, pass, vectors, similarity: alike, sentences, steps, embedding, film: moving, task } = this;
    return { hello, part, start, pass, vectors, alike, sentences, steps, embedding, film: moving, task }[kind].call(this, given);
  }

  hello() {
    return {};
  }

  /** One piece of one part of the file. */
  part({ name, bytes }) {
    (this.chunks[name] ??= []).push(bytes);
    return {};
  }

  /** All pieces are here. ``kernel`` is the WebAssembly, ``wanted`` "js" where it is not to be used. */
  async start({ layout, lengths, most, kernel, wanted }) {
    this.lengths = lengths;
    const unpacked = /** @type {Record<"low" | "high" | "floats" | "vocabulary", Uint8Array>} */ ({});
    for (const name of BODY) unpacked[name] = await this.unpacked(name);
    this.most = most;
    this.tokenizer = new Tokenizer(new TextDecoder().decode(unpacked.vocabulary).split("\n"));
    const made = await arithmetic(kernel, wanted);
    this.engine = new Engine(layout, unpacked, made.kernel, made.memory);
    this.words = [...this.tokenizer.ids.keys()]; // in the order of their ids
    this.heads = new TaskHeads(this.engine, (name) => this.unpacked(name));
    return { kernel: made.kernel.name };
  }

  /** A part's bytes; its deflated pieces are given up. @param {string} name */
  async unpacked(name) {
    const found = await inflated(this.chunks[name] ?? [], this.lengths[name]);
    delete this.chunks[name];
    return found;
  }

  /**
   * What the view is to show of a text: its side and its weights, and its vectors where they are wanted.
   * @param {{typed: Typed, tag: string, vectors: boolean}} given
   */
  pass({ typed, tag, vectors }) {
    const began = performance.now();
    const found = read(this.tokenizer, typed, this.most);
    if (!found) return { side: null };
    this.last = { tag, found, pass: this.engine.forward(found.ids, found.segments) };
    const milliseconds = performance.now() - began;
    const buffers = weightsBuffers(this.engine, this.last.pass);
    const { side, ids } = found;
    return { side, ids, buffers: { ...buffers, ...(vectors && this.vectors({ tag }).buffers) }, milliseconds };
  }

  /** The pass of the last text, if that is the one asked for; computed again where another pass came between. */
  current(tag) {
    if (this.last?.tag !== tag) return null;
    const { ids, segments } = this.last.found;
    this.last.pass ??= this.engine.forward(ids, segments);
    return this.last.pass;
  }

  /** Queries, keys and values of the last text, if that is the one asked for. */
  vectors({ tag }) {
    const pass = this.current(tag);
    return { buffers: pass ? vectorsBuffers(this.engine, pass) : {} };
  }

  /** Cosine of every two tokens in one state, (T, T). */
  similarity({ tag, state }) {
    const pass = this.current(tag);
    return { cosines: pass && similarity(this.engine, pass, state) };
  }

  /** Cosine of the first text's vector with each other's, each read on its own; null where there is nothing to read. */
  sentences({ texts }) {
    const vectors = texts.map((text) => {
      const found = read(this.tokenizer, { text, pair: "" }, this.most);
      return found && sentenceVector(this.engine, this.other(found));
    });
    const [first, ...others] = vectors;
    return { cosines: others.map((other) => (first && other ? dot(first, other) : null)) };
  }

  /** A pass beside the one that is shown, whose numbers it overwrites. */
  other({ ids, segments }) {
    if (this.last) this.last.pass = null;
    return this.engine.forward(ids, segments);
  }

  /** What the longest match tried for one word of the last text. */
  steps({ tag, word }) {
    if (this.last?.tag !== tag) return { tried: null };
    const { rows, texts } = this.last.found;
    const own = rows.filter((row) => row.word === word);
    const tried = [];
    if (own.length) this.tokenizer.pieces(texts[own[0].segment].slice(own[0].start, own.at(-1).end), tried);
    return { tried };
  }

  /** How the vector of one token of the last text enters the first layer, and each token's shares. */
  embedding({ tag, at }) {
    const pass = this.current(tag);
    return pass ? embeddingSum(this.engine, pass, this.last.found, at) : { stages: null };
  }

  /** The last text's tokens as points, state by state. */
  film({ tag }) {
    const pass = this.current(tag);
    return pass ? film(this.engine, pass) : { points: null };
  }

  /**
   * What a teaching head says of the last text; null where that is another by now.
   * @param {{task: string, tag: string, labels: string[], second: string, at: number, count: number}} given
   */
  async task({ task, tag, labels, second, at, count }) {
    const head = await this.heads.head(task);
    const pass = this.current(tag);
    if (!pass) return { said: null };
    const { found } = this.last;
    const read1 = (text, pair = "") => read(this.tokenizer, { text, pair }, this.most);
    if (task === "fill-mask") return { said: this.fill(head, at, count) };
    if (task === "classify") return { said: this.heads.label(head, found, pass) };
    if (task === "part-of-speech" || task === "entities") return { said: this.heads.tags(head, found, pass, labels) };
    this.last.pass = null; // other texts are read in its place
    if (task === "answer") {
      const both = second.trim() ? read1(second, found.texts[0]) : null;
      return { said: both && this.heads.answers(head, both) };
    }
    const apart = [found.texts[0], second].map((text) => read1(text));
    return { said: apart.every(Boolean) ? this.heads.pair(head, apart) : null };
  }

  /** What the head expects at each [MASK]; without one, at the token ``at``, which is hidden for it. */
  fill(head, at, count) {
    const { ids, segments, rows } = this.last.found;
    const mask = this.tokenizer.ids.get("[MASK]");
    const typed = [...ids.keys()].filter((place) => ids[place] === mask);
    const places = typed.length ? typed : rows[at] && !rows[at].added ? [at] : [];
    const hidden = ids.map((id, place) => (places.includes(place) ? mask : id));
    this.last.pass = null;
    const found = places.length ? head.likeliest(hidden, segments, places, count) : [];
    const named = found.map((row) => row.map(([id, probability]) => ({ piece: this.words[id], probability })));
    return places.map((place, i) => ({ place, guesses: named[i] }));
  }
}

async function arithmetic(bytes, wanted) {
  try {
    if (wanted === "js") throw new Error("asked for plain JavaScript");
    const memory = newMemory();
    return { memory, kernel: await wasmKernel(bytes, memory) };
  } catch {
    const memory = plainMemory(); // an old browser, or a policy that forbids WebAssembly
    return { memory, kernel: plainKernel(memory) };
  }
}

/** In a Worker: a message in, a message out, in order. */
export function serve(scope) {
  const service = new Service();
  let turn = Promise.resolve();
  scope.onmessage = ({ data: { number, question } }) => {
    turn = turn.then(async () => {
      try {
        const answer = await service.answer(question);
        const moved = Object.values(answer.buffers ?? {}).map((bytes) => bytes.buffer);
        scope.postMessage({ number, answer }, moved);
      } catch (problem) {
        scope.postMessage({ number, problem: problem.message });
      }
    });
  };
}
