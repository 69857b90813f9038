// Where the model comes from: elements of the page, or files beside it. Both give the kernel, and the pieces of each part in order.

import { decoded } from "./parts.js";

/** @import { Pieces, Source } from "./types.d.ts" */

const MISSING = "Part of the model is missing, was cut off or changed, or there is no network: load this page again.";
const FROM_DISK = "A browser reads no files beside a page that was opened from the disk: put this folder on a web server, or use the page in one file.";

const LANES = 2; // few, so that the progress line moves, and more than one, so that the line is never idle

/** The source of a page that names its files, or holds everything itself. @returns {Source} */
export function sourceOf(page, files) {
  return files ? new Files(files) : new Elements(page);
}

/** Pieces of base64 in the page; each leaves it once it is read. */
class Elements {
  /** @param {Document} page */
  constructor(page) {
    this.page = page;
    this.doing = "Unpacking";
  }

  async kernel() {
    return decoded(this.page.getElementById("kernel").textContent);
  }

  async *pieces(name) {
    for (const node of this.page.querySelectorAll(`script[data-part="${name}"]`)) {
      yield decoded(node.textContent);
      node.remove();
    }
  }
}

/** Files beside the page, asked for in order, a few at a time; the browser compares each with its sha256. */
export class Files {
  /** @param {Pieces} named */
  constructor(named) {
    this.doing = "Loading";
    const lanes = Array(LANES).fill(Promise.resolve());
    let turn = 0;
    let failed = null; // the first failure is the last request: without one part there is no model
    const inTurn = (file) => {
      const bytes = lanes[turn].then(() => (failed ? Promise.reject(failed) : fetched(file)));
      lanes[turn] = bytes.catch((problem) => (failed ??= problem));
      turn = (turn + 1) % LANES;
      return bytes;
    };
    this.arriving = Object.fromEntries(Object.entries(named).map(([name, files]) => [name, files.map(inTurn)]));
  }

  async kernel() {
    return this.arriving.kernel[0];
  }

  async *pieces(name) {
    for (const arriving of this.arriving[name]) yield await arriving;
  }
}

/** A file's bytes. What a cache has kept broken is asked for once more, past the cache. @returns {Promise<Uint8Array<ArrayBuffer>>} */
function fetched([file, integrity]) {
  const asked = (cache) => fetch(file, { integrity, cache }).then((answer) => answer.arrayBuffer());
  return asked("default")
    .catch(() => asked("reload"))
    .then(
      (buffer) => new Uint8Array(buffer),
      (cause) => {
        throw new Error(location.protocol === "file:" ? FROM_DISK : MISSING, { cause });
      },
    );
}
