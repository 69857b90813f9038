"""The live page's engine run by node on the packed model, beside torch's own numbers."""

import json
from pathlib import Path

import numpy as np
from support import node

from explorer.catalog import BUNDLED, ModelSpec
from explorer.engine.checkpoint import locate
from explorer.live.body import body
from explorer.live.packing import packed
from explorer.text import TextInput

MAKE = """
const fs = await import("node:fs");
const { Engine } = await import("./explorer/live/js/engine.js");
const { plainKernel, plainMemory } = await import("./explorer/live/js/kernel_js.js");
const { newMemory, wasmKernel } = await import("./explorer/live/js/kernel_wasm.js");
const layout = JSON.parse(fs.readFileSync(`${given.folder}/layout.json`));
const planes = {};
for (const name of ["low", "high", "floats"]) {
  planes[name] = new Uint8Array(fs.readFileSync(`${given.folder}/${name}`));
}
const wasm = fs.readFileSync("explorer/live/kernel/kernel_dot.wasm");
async function make(kind) {
  const memory = kind === "wasm" ? newMemory() : plainMemory();
  const kernel = kind === "wasm" ? await wasmKernel(wasm, memory) : plainKernel(memory);
  return new Engine(layout, planes, kernel, memory);
}
"""
RUN = (
    MAKE
    + """
const reference = fs.readFileSync(`${given.folder}/reference`);
const wanted = new Float32Array(reference.buffer, reference.byteOffset, reference.length / 4);
function compare(engine, { ids, segments, at }) {
  const pass = engine.forward(ids, segments);
  const { heads, width } = layout;
  const T = ids.length;
  let [attention, sum, count, hidden] = [0, 0, 0, 0];
  for (const { weights } of pass.layers) {
    const found = engine.floats(weights, heads * T * pass.stride);
    for (let row = 0; row < heads * T; row++) {
      for (let key = 0; key < T; key++, count++) {
        const error = Math.abs(found[row * pass.stride + key] - wanted[at++]);
        sum += error;
        if (!(error <= attention)) attention = error;
      }
    }
  }
  for (const place of pass.hidden) {
    for (const value of engine.floats(place, T * width)) {
      const error = Math.abs(value - wanted[at++]);
      if (!(error <= hidden)) hidden = error;
    }
  }
  const means = new Float64Array(width);
  engine.floats(pass.hidden.at(-1), T * width).forEach((x, i) => (means[i % width] += x / T));
  let [dot, own, other] = [0, 0, 0];
  for (const mean of means) {
    const torch = wanted[at++];
    dot += mean * torch;
    own += mean * mean;
    other += torch * torch;
  }
  return { attention, sum, count, hidden, cosine: dot / Math.sqrt(own * other) };
}
const found = {};
for (const kind of given.kinds) {
  const engine = await make(kind);
  found[kind] = given.texts.map((text) => compare(engine, text));
}
console.log(JSON.stringify(found));
"""
)


def folder_of(spec: ModelSpec) -> Path:
    """Where a model's files lie."""
    return locate(spec)


def write_planes(folder: Path, spec: ModelSpec = BUNDLED) -> None:
    """The packed model's layout and planes as files of a folder."""
    found = body(spec)
    made = packed(found.tensors, found.heads)
    (folder / "layout.json").write_text(json.dumps(made.layout), "utf-8")
    for name, content in made.parts.items():
        (folder / name).write_bytes(content)


def errors(engine, texts: list[TextInput], folder: Path, kinds: list[str]) -> dict[str, dict]:
    """Largest and mean errors of each kernel ("wasm", "js") against torch on the texts.

    ``folder`` holds the planes. Sentence vectors are means over tokens; their error is
    1 - cosine.
    """
    given, at = [], 0
    with (folder / "reference").open("wb") as file:
        for text in texts:
            trace = engine.run(text)
            arrays = [trace.attention(layer) for layer in range(trace.num_layers)]
            arrays += [trace.hidden[state] for state in range(trace.num_layers + 1)]
            arrays.append(trace.hidden[-1].mean(axis=0))
            segments = engine.encoder.segments(trace).tolist()
            given.append({"ids": trace.ids.tolist(), "segments": segments, "at": at})
            for array in arrays:
                file.write(np.ascontiguousarray(array, "<f4").tobytes())
                at += array.size
    found = node.answer(RUN, {"folder": str(folder), "texts": given, "kinds": kinds})
    return {kind: _summary(each) for kind, each in found.items()}


def _summary(each: list[dict]) -> dict[str, float]:
    count = sum(one["count"] for one in each)
    return {
        "attention": max(one["attention"] for one in each),
        "mean": sum(one["sum"] for one in each) / count,
        "hidden": max(one["hidden"] for one in each),
        "sentence": max(1 - one["cosine"] for one in each),
    }
