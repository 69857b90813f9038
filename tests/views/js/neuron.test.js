// From bytes to vectors, and from vectors to weights.

import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync } from "node:zlib";

import { compute, ranges } from "../../../explorer/views/js/neuron_steps.js";
import { Store, fromHalf, toBase64 } from "../../../explorer/views/js/store.js";
import { META } from "./support.js";

const SIZES = { queries: 2, keys: 2, width: 2, valueWidth: 1 };
const VECTORS = {
  query: Float32Array.from([1, 0, 0, 2]),
  key: Float32Array.from([1, 1, 3, 1]),
  value: Float32Array.from([10, 20]),
  mask: null,
  scale: 0.5,
  kind: "none",
  maskHeads: 1,
};

test("weights are the softmax of scaled products, the output their sum of values", () => {
  const steps = compute(VECTORS, SIZES, 0, 0);
  assert.deepEqual([...steps.dot], [1, 3]);
  assert.deepEqual([...steps.score], [0.5, 1.5]);
  const second = 1 / (1 + Math.exp(-1));
  assert.ok(Math.abs(steps.weight[1] - second) < 1e-6);
  assert.ok(Math.abs(steps.output[0] - (10 + 10 * second)) < 1e-4);
  assert.equal(ranges(steps).product, 3);
});

test("a causal model's later keys get nothing, and a given mask is added", () => {
  const causal = compute({ ...VECTORS, kind: "causal" }, SIZES, 0, 0);
  assert.deepEqual([...causal.weight], [1, 0]);
  const mask = Float32Array.from([0, -Infinity, 5, 0]);
  const given = compute({ ...VECTORS, kind: "given", mask }, SIZES, 0, 1);
  assert.deepEqual([...given.score], [6, 1]);
});

test("16-bit floats are read as they are", () => {
  const bits = Uint16Array.from([0x3c00, 0xc000, 0x0001, 0x7c00, 0xfc00, 0x7e00]);
  const [one, minusTwo, least, ...rest] = fromHalf(new Uint8Array(bits.buffer));
  assert.deepEqual([one, minusTwo, least], [1, -2, 2 ** -24]);
  assert.deepEqual(rest, [Infinity, -Infinity, NaN]);
});

test("a packed layer is unpacked once, from bytes or from base64", async () => {
  const { heads } = META.parts[0];
  const tokens = META.sides[0].labels.length;
  const raw = Uint8Array.from({ length: heads * tokens * tokens + heads * tokens }, (_, i) => i % 251);
  const bytes = Uint8Array.from([1, ...deflateSync(raw)]);
  for (const content of [bytes, () => toBase64(bytes)]) {
    const store = new Store(META);
    store.put("w:encoder:2", content);
    assert.equal(store.weightsNow(0, 2), undefined);
    const found = await store.weights(0, 2);
    assert.deepEqual([...found.bytes, ...found.scale], [...raw]);
    assert.equal(store.weightsNow(0, 2), found);
    assert.equal(await store.weights(0, 1), null);
  }
});
