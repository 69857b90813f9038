"""The live page's service run by node: what it answers to the questions of the page."""

from pathlib import Path

from support import node

from explorer.live.model import LiveModel

SERVICE = """
const fs = await import("node:fs");
const { Service } = await import("./explorer/live/js/service.js");
const service = new Service();
const read = (name) => new Uint8Array(fs.readFileSync(`${given.folder}/${name}`));
const { layout, lengths } = given;
for (const name of Object.keys(lengths)) service.answer({ kind: "part", name, bytes: read(name) });
const kernel = fs.readFileSync("explorer/live/kernel/kernel_dot.wasm");
const whole = { layout, lengths, most: 128, kernel, wanted: "" };
const said = await service.answer({ kind: "start", ...whole });
const found = [said.kernel];
for (const question of given.questions) {
  const answer = await service.answer(question);
  delete answer.buffers;
  found.push(answer);
}
const plain = (_, value) => (ArrayBuffer.isView(value) ? [...value] : value);
console.log(JSON.stringify(found, plain));
"""


def answers(folder: Path, made: LiveModel, questions: list[dict]) -> list[dict]:
    """The answers in order, by the WebAssembly kernel; ``folder`` takes the model's parts."""
    for part in made.parts:
        (folder / part.name).write_bytes(part.content)
    lengths = {part.name: part.length for part in made.parts}
    given = {"folder": str(folder), "layout": made.layout, "lengths": lengths}
    kernel, *found = node.answer(SERVICE, {**given, "questions": questions})
    assert kernel == "WebAssembly"
    return found


def shown(text: str, pair: str = "", tag: str = "a") -> dict:
    """The question that makes a text the one that is shown."""
    typed = {"text": text, "pair": pair}
    return {"kind": "pass", "typed": typed, "tag": tag, "vectors": False}
