// The page's entries in the browser's history.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { onAddress, readAddress, writeAddress } from "../../../explorer/live/js/history.js";

const calls = [];
const heard = {};
let refused = () => false;

function put(name) {
  return (state, _, url) => {
    if (refused(name, url)) throw new Error("SecurityError");
    calls.push([name, url]);
    globalThis.history.state = state;
  };
}

beforeEach(() => {
  calls.length = 0;
  refused = () => false;
  globalThis.history = { state: null, pushState: put("push"), replaceState: put("replace") };
  globalThis.location = { pathname: "/live.html", search: "?a", hash: "#text=typed" };
  globalThis.addEventListener = (kind, told) => (heard[kind] = told);
});

test("an address is written to this entry or to a new one", () => {
  writeAddress("#text=a");
  writeAddress("#text=a&room=tokens", true);
  assert.deepEqual(calls, [["replace", "/live.html?a#text=a"], ["push", "/live.html?a#text=a&room=tokens"]]);
  assert.equal(readAddress(), "#text=a&room=tokens");
});

test("where a frame may not have an address, the entry keeps it", () => {
  refused = (_, url) => url !== undefined;
  writeAddress("#room=tokens", true);
  assert.deepEqual(calls, [["push", undefined]]);
  assert.equal(readAddress(), "#room=tokens");
});

test("a browser that refuses every entry is no failure", () => {
  refused = () => true;
  writeAddress("#room=tokens", true);
  assert.equal(readAddress(), "#text=typed");
});

test("going back tells what was written, and a typed address what was typed, once each", () => {
  const told = [];
  onAddress((hash, written) => told.push([hash, written]));
  globalThis.history.state = { hash: "#room=tokens" };
  heard.popstate({ state: globalThis.history.state });
  heard.hashchange();
  globalThis.history.state = null;
  heard.popstate({ state: null });
  heard.hashchange();
  assert.deepEqual(told, [["#room=tokens", true], ["#text=typed", false]]);
});
