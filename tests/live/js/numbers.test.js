// Numbers on their way: 16-bit floats, parts of the file, the two kernels' functions.

import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync } from "node:zlib";

import { half, weightsBuffers } from "../../../explorer/live/js/buffers.js";
import { erf } from "../../../explorer/live/js/kernel_js.js";
import { NOT_WHOLE, decoded, inflated } from "../../../explorer/live/js/parts.js";
import { fromHalf } from "../../../explorer/views/js/store.js";

const roundTrip = (number) => fromHalf(new Uint8Array(Uint16Array.of(half(number)).buffer))[0];

test("a 16-bit float is the nearest there is", () => {
  for (const exact of [0, 1, -2, 0.5, 65504, 2 ** -14, 2 ** -24]) assert.equal(roundTrip(exact), exact);
  for (let i = 1; i < 3000; i++) {
    const number = Math.sin(i) * 10 ** ((i % 7) - 3);
    assert.ok(Math.abs(roundTrip(number) - number) <= Math.max(Math.abs(number) / 2048, 2 ** -25), String(number));
  }
  assert.equal(roundTrip(1e6), Infinity);
});

test("a part is unpacked, and one that is cut off or changed is refused", async () => {
  const raw = Uint8Array.from({ length: 5000 }, (_, i) => (i * i) % 251);
  const packed = new Uint8Array(deflateSync(raw));
  const two = [packed.slice(0, 100), packed.slice(100)];
  assert.deepEqual(await inflated(two, raw.length), raw);
  const changed = packed.slice();
  changed[packed.length - 2] ^= 1; // in the checksum itself
  for (const chunks of [[packed.slice(0, -200)], [], [changed]]) {
    await assert.rejects(inflated(chunks, raw.length), { message: NOT_WHOLE });
  }
  await assert.rejects(inflated(two, raw.length + 1), { message: NOT_WHOLE });
});

test("base64 is read with and without the browser's own function", () => {
  assert.deepEqual([...decoded("AP+A")], [0, 255, 128]);
  const own = Uint8Array.fromBase64;
  Uint8Array.fromBase64 = undefined;
  assert.deepEqual([...decoded("AP+A")], [0, 255, 128]);
  Uint8Array.fromBase64 = own;
});

test("erf is the error function", () => {
  const known = { 0: 0, 0.5: 0.5204998778, 1: 0.8427007929, 2: 0.995322265, 6: 1 };
  for (const [x, y] of Object.entries(known)) {
    assert.ok(Math.abs(erf(Number(x)) - y) < 1e-6, x);
    assert.ok(Math.abs(erf(-Number(x)) + y) < 1e-6, x);
  }
});

test("weights become bytes in steps of their row's largest", () => {
  const rows = [0.6, 0.4, 0, 9, 0.001, 0.999, 0, 9]; // two rows of two weights, padded to four
  const engine = { layout: { heads: 1 }, floats: () => rows };
  const { "w:self:0": bytes } = weightsBuffers(engine, { tokens: 2, stride: 4, layers: [{ weights: 0 }] });
  assert.equal(bytes[0], 0);
  const weight = (row, key) => (bytes[1 + row * 2 + key] * bytes[5 + row]) / 255 ** 2;
  for (const [row, key, value] of [[0, 0, 0.6], [0, 1, 0.4], [1, 0, 0.001], [1, 1, 0.999]]) {
    assert.ok(Math.abs(weight(row, key) - value) <= 1 / 510);
  }
});
