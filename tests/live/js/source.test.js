// The model's files beside the page: in order, each asked for once more if it comes broken.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Files, sourceOf } from "../../../explorer/live/js/source.js";

const NAMED = { kernel: [["kernel.wasm", "sha256-k"]], low: [["low-0.bin", "sha256-0"], ["low-1.bin", "sha256-1"]], high: [["high-0.bin", "sha256-h"]] };

let asked = [];
/** Files that fail so often before they come; once means that a cache had kept it broken. */
function network(failures = {}) {
  asked = [];
  globalThis.fetch = /** @type {any} */ (
    async (file, { integrity, cache }) => {
      asked.push(`${file} ${cache}`);
      if ((failures[file] ?? 0) > 0) {
        failures[file]--;
        throw new TypeError("Failed to fetch");
      }
      return new Response(`${file} ${integrity}`);
    }
  );
}

beforeEach(() => {
  globalThis.location = /** @type {any} */ ({ protocol: "https:" });
});

const read = (bytes) => new TextDecoder().decode(bytes);

async function pieces(source, name) {
  const found = [];
  for await (const bytes of source.pieces(name)) found.push(read(bytes));
  return found;
}

test("the pieces of each part come in order, and the kernel beside them", async () => {
  network();
  const source = sourceOf(null, NAMED);
  assert.deepEqual(await pieces(source, "low"), ["low-0.bin sha256-0", "low-1.bin sha256-1"]);
  assert.deepEqual(await pieces(source, "high"), ["high-0.bin sha256-h"]);
  assert.equal(read(await source.kernel()), "kernel.wasm sha256-k");
  assert.equal(asked.length, 4);
});

test("what comes broken is asked for once more, past the cache", async () => {
  network({ "low-1.bin": 1 });
  assert.equal((await pieces(new Files(NAMED), "low")).length, 2);
  assert.deepEqual(asked.filter((one) => one.startsWith("low-1")), ["low-1.bin default", "low-1.bin reload"]);
});

test("what stays broken is one sentence, and no more is asked for", async () => {
  network({ "low-0.bin": 2 });
  const source = new Files(NAMED);
  await assert.rejects(pieces(source, "low"), /^Error: Part of the model is missing, was cut off or changed/);
  await assert.rejects(pieces(source, "high"), /^Error: Part of the model is missing/);
  assert.ok(!asked.some((one) => one.startsWith("high")));
  network({ "kernel.wasm": 2 });
  globalThis.location = /** @type {any} */ ({ protocol: "file:" });
  await assert.rejects(new Files(NAMED).kernel(), /put this folder on a web server/);
});
