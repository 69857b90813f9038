// A lost connection that is there again makes the page run once, and nothing else does.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const SOURCE = readFileSync(
  new URL("../../../explorer/ui/js/reconnect.js", import.meta.url), "utf8",
).replace("export default function", "mount = function");

/** The app's element, whose state can be set, and the component mounted on it. */
function page(app = true) {
  const told = [];
  const watchers = new Set();
  let state = "CONNECTED";
  const element = { getAttribute: () => state };
  const context = {
    mount: undefined,
    document: { querySelector: () => (app ? element : null) },
    MutationObserver: class {
      constructor(see) { this.see = see; }
      observe() { watchers.add(this); }
      disconnect() { watchers.delete(this); }
    },
  };
  vm.runInNewContext(SOURCE, context);
  const parentElement = {};
  const mount = (name) => context.mount({
    parentElement, setTriggerValue: (key, value) => told.push([name, key, value]),
  });
  const become = (next) => {
    state = next;
    for (const watcher of watchers) watcher.see();
  };
  return { told, watchers, mount, become };
}

test("a connection that comes back is told once, by what was mounted last", () => {
  const { told, watchers, mount, become } = page();
  mount("first");
  mount("second");
  assert.equal(watchers.size, 1);
  become("PINGING_SERVER");
  become("CONNECTING");
  assert.deepEqual(told, []);
  become("CONNECTED");
  become("CONNECTED");
  assert.deepEqual(told, [["second", "back", true]]);
});

test("what was unmounted tells nothing", () => {
  const { told, watchers, mount, become } = page();
  mount("first")();
  assert.equal(watchers.size, 0);
  become("CONNECTING");
  become("CONNECTED");
  assert.deepEqual(told, []);
});

test("without an app nothing is watched", () => {
  const { watchers, mount } = page(false);
  mount("first");
  assert.equal(watchers.size, 0);
});
