// The model behind a few questions. It lives in a Worker, or in the page where there is none.

import { vectorsBuffers, weightsBuffers } from "./buffers.js";
import { Engine } from "./engine.js";
import { plainKernel, plainMemory } from "./kernel_js.js";
import { newMemory, wasmKernel } from "./kernel_wasm.js";
import { inflated } from "./parts.js";
import { read } from "./text.js";
import { Tokenizer } from "./tokenizer.js";

/** @import { Typed } from "./types.d.ts" */

export class Service {
  constructor() {
    /** @type {Record<string, Uint8Array<ArrayBuffer>[]>} */
    this.chunks = {};
  }

  /** Answers one question by the method of its name. @param {{kind: string}} question */
  answer({ kind, ...given }) {
    const { hello, part, start, pass, vectors } = this;
    return { hello, part, start, pass, vectors }[kind].call(this, given);
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
    this.filler = unpacked.filler;
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
    this.last = { tag, pass: this.engine.forward(found.ids, found.segments) };
    const milliseconds = performance.now() - began;
    const buffers = weightsBuffers(this.engine, this.last.pass);
    return { side: found.side, buffers: { ...buffers, ...(vectors && this.vectors({ tag }).buffers) }, milliseconds };
  }

  /** Queries, keys and values of the last text, if that is the one asked for. */
  vectors({ tag }) {
    return { buffers: this.last?.tag === tag ? vectorsBuffers(this.engine, this.last.pass) : {} };
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
