// The forward pass's arithmetic in WebAssembly: kernel_dot.c behind the interface that engine.js uses.

/** @import { Kernel } from "./types.d.ts" */

const MOST = 16383; // code of an activation: 192 products of it with any weights here fit into 32 bits

export const newMemory = () => new WebAssembly.Memory({ initial: 64, maximum: 32768 });

/** @param {BufferSource} bytes @param {WebAssembly.Memory} memory @returns {Promise<Kernel>} */
export async function wasmKernel(bytes, memory) {
  const { instance } = await WebAssembly.instantiate(bytes, { env: { memory } });
  const own = /** @type {Record<string, (...given: number[]) => void>} */ (instance.exports);
  return {
    name: "WebAssembly",
    joinPlanes: own.join_planes,
    gelu: own.gelu,
    norm: (x, r, { gain, shift }, y, tokens, width) => own.norm(x, r, gain, shift, y, tokens, width),
    attend: ({ q, k, v, weights, out }, tokens, stride, width) => own.attend(q, k, v, weights, out, tokens, stride, width),
    linear(x, { codes, steps, bias, inputs, outputs }, y, tokens, spare) {
      const units = spare + tokens * inputs * 2;
      own.round_rows(x, spare, units, tokens, inputs, MOST);
      own.linear_dot(spare, units, codes, steps, bias, y, tokens, inputs, outputs);
    },
  };
}
