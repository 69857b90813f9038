// One entry in the browser's history for each deliberate change.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const SOURCE = readFileSync(new URL("../../../explorer/ui/js/history.js", import.meta.url), "utf8");

/** A browser of its own: its clock, its history, and a function that goes to an address. */
function browser() {
  const entries = ["http://h/maps"];
  const clock = { now: 0 };
  const go = (address, replace) => {
    const full = new URL(address, entries.at(-1)).href;
    if (replace) entries[entries.length - 1] = full;
    else entries.push(full);
    window.location.href = full;
  };
  const heard = {};
  const window = {
    addEventListener: (kind, told) => { heard[kind] = told; },
    location: { href: entries[0] },
    history: {
      pushState: (_state, _title, address) => go(address, false),
      replaceState: (_state, _title, address) => go(address, true),
    },
  };
  vm.runInNewContext(SOURCE, { window, URL, Date: { now: () => clock.now } });
  const push = (at, address) => {
    clock.now = at;
    window.history.pushState({}, "", address);
  };
  const choose = (at, address) => {
    clock.now = at;
    heard.pointerdown();
    window.history.replaceState({}, "", address);
  };
  const settle = (at, address) => {
    clock.now = at;
    window.history.replaceState({}, "", address);
  };
  const back = (at) => {
    clock.now = at;
    entries.pop();
    window.location.href = entries.at(-1);
    heard.popstate();
  };
  return { entries, push, choose, settle, back };
}

test("steps of a slider that follow quickly are one entry", () => {
  const { entries, push } = browser();
  for (const [at, layer] of [[5000, 1], [5800, 2], [6600, 3]]) push(at, `/maps?layer=${layer}`);
  assert.equal(entries.length, 2);
  assert.match(entries[1], /layer=3/);
});

test("two deliberate choices are two entries", () => {
  const { entries, push } = browser();
  push(5000, "/maps?layer=1");
  push(9000, "/maps?layer=2");
  push(9900, "/maps?layer=2&text=x");
  assert.equal(entries.length, 4);
});

test("an example's two texts arrive at once and are one entry", () => {
  const { entries, push } = browser();
  push(5000, "/maps?text=a");
  push(5040, "/maps?text=a&pair=b");
  assert.equal(entries.length, 2);
});

test("another page is always an entry of its own", () => {
  const { entries, push } = browser();
  push(5000, "/maps?layer=1");
  push(5100, "/tokens?layer=1");
  push(5200, "/view?layer=1");
  assert.equal(entries.length, 4);
});

test("what a reader chooses in a menu is an entry, what the app tidies is not", () => {
  const { entries, choose, settle } = browser();
  settle(100, "/maps?layer=1");
  assert.equal(entries.length, 1);
  choose(5000, "/maps?layer=1&token=2");
  choose(9000, "/maps?layer=1&token=3");
  settle(9900, "/maps?layer=1&token=3");
  assert.deepEqual(entries.map((one) => one.slice(13)), ["?layer=1", "?layer=1&token=2", "?layer=1&token=3"]);
});

test("going back and what the app does then add nothing", () => {
  const { entries, choose, back, settle } = browser();
  choose(5000, "/maps?token=2");
  choose(9000, "/maps?token=3");
  back(12000);
  settle(12400, "/maps?token=2&x=1");
  assert.equal(entries.length, 2);
});
