// The model behind a few questions. It lives in a Worker, or in the page where there is none.

import { vectorsBuffers, weightsBuffers } from "./buffers.js";
import { Engine } from "./engine.js";
import { Filler } from "./filler.js";
import { plainKernel, plainMemory } from "./kernel_js.js";
import { newMemory, wasmKernel } from "./kernel_wasm.js";
import { inflated } from "./parts.js";
import { dot, sentenceVector, similarity } from "./states.js";
import { read } from "./text.js";
import { Tokenizer } from "./tokenizer.js";

/** @import { Typed } from "./types.d.ts" */

export class Service {
  constructor() {
    /** @type {Record<string, Uint8Array<ArrayBuffer>[]>} */
    this.chunks = {};
    /** @type {Filler | null} made when it is first asked */
    this.filler = null;
  }

  /** Answers one question by the method of its name. @param {{kind: string}} question */
  answer({ kind, ...given }) {
    const { hello, part, start, pass, vectors, similarity: alike, sentences, fill } = this;
    return { hello, part, start, pass, vectors, alike, sentences, fill }[kind].call(this, given);
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
    const unpacked = /** @type {Record<"low" | "high" | "floats" | "vocabulary" | "filler", Uint8Array>} */ ({});
    for (const [name, length] of Object.entries(lengths)) {
      unpacked[name] = await inflated(this.chunks[name] ?? [], length);
      delete this.chunks[name];
    }
    this.most = most;
    this.tokenizer = new Tokenizer(new TextDecoder().decode(unpacked.vocabulary).split("\n"));
    const made = await arithmetic(kernel, wanted);
    this.engine = new Engine(layout, unpacked, made.kernel, made.memory);
    this.words = [...this.tokenizer.ids.keys()]; // in the order of their ids
    this.head = unpacked.filler;
    return { kernel: made.kernel.name };
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

  /**
   * What the teaching head expects at each [MASK]; without one, at the token ``at``, which is hidden for it.
   * @param {{tag: string, at: number, count: number}} given
   */
  fill({ tag, at, count }) {
    if (this.last?.tag !== tag) return { blanks: null };
    const { ids, segments, rows } = this.last.found;
    const mask = this.tokenizer.ids.get("[MASK]");
    const typed = [...ids.keys()].filter((place) => ids[place] === mask);
    const places = typed.length ? typed : rows[at] && !rows[at].added ? [at] : [];
    const hidden = ids.map((id, place) => (places.includes(place) ? mask : id));
    this.last.pass = null;
    this.filler ??= new Filler(this.engine, this.head);
    const found = places.length ? this.filler.likeliest(hidden, segments, places, count) : [];
    const named = found.map((row) => row.map(([id, probability]) => ({ piece: this.words[id], probability })));
    return { blanks: places.map((place, i) => ({ place, guesses: named[i] })) };
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
