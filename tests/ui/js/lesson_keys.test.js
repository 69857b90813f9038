// The projector tells the notes in a second window where it is; no page looks by the clock in vain.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const SOURCE = readFileSync(
  new URL("../../../explorer/ui/js/lesson_keys.js", import.meta.url), "utf8");

class Element { closest() { return null; } }
class HTMLButtonElement extends Element {
  disabled = false;
  presses = 0;
  click() { this.presses += 1; }
}

/** A window at an address: what it sends, its timers, and what it has framed. */
function opened(start, options = []) {
  const sent = [];
  const timers = new Map();
  const framed = new Set();
  const heard = {};
  let channel;
  class BroadcastChannel {
    constructor() { channel = this; }
    postMessage(message) { sent.push(JSON.stringify(message)); }
  }
  const go = (_state, _title, address) => {
    window.location.href = new URL(address, window.location.href).href;
  };
  const step = (number) => ({
    classList: { add: () => framed.add(number), remove: () => framed.delete(number) },
    scrollIntoView: () => {},
  });
  const window = {
    BroadcastChannel,
    addEventListener: (kind, told) => { heard[kind] = told; },
    location: { href: `http://h${start}` },
    history: { pushState: go, replaceState: go },
    setInterval: (told) => { timers.set(timers.size + 1, told); return timers.size; },
    clearInterval: (timer) => { timers.delete(timer); },
  };
  const document = {
    querySelector: (wanted) => {
      if (wanted === ".now-presented") return framed.size ? step([...framed][0]) : null;
      const found = /notes_step_(\d+)/.exec(wanted);
      return found && window.location.href.includes("speaker_notes") ? step(found[1]) : null;
    },
    querySelectorAll: (wanted) =>
      wanted.includes("stButtonGroup") ? options : [...framed].map(step),
  };
  vm.runInNewContext(SOURCE, {
    window, document, URL, BroadcastChannel, Map, Element, HTMLButtonElement });
  const press = (key, at = new Element(), more = {}) => heard.keydown({
    key, composedPath: () => [at], preventDefault: () => {}, stopPropagation: () => {}, ...more });
  return { press, sent, timers, framed, window, heard, hears: (data) => channel.onmessage({ data }) };
}

test("a lesson tells each step once, when the address changes", () => {
  const { sent, timers, window } = opened("/?lesson=it");
  window.history.replaceState({}, "", "/?lesson=it&text=a");
  window.history.pushState({}, "", "/maps?lesson=it&step=2");
  assert.deepEqual(sent, ['{"at":"it 1"}', '{"at":"it 2"}']);
  assert.equal(timers.size, 0);
});

test("digits choose an answer, except where somebody writes or calls the browser", () => {
  const options = [new HTMLButtonElement(), new HTMLButtonElement()];
  const { press } = opened("/?lesson=it", options);
  const box = new Element();
  box.closest = () => box;
  press("2");
  press("9");
  press("0");
  press("1", box);
  press("1", new Element(), { ctrlKey: true });
  assert.deepEqual(options.map((one) => one.presses), [0, 1]);
});

test("back and forward are told, too", () => {
  const { sent, window, heard } = opened("/?lesson=it&step=3");
  window.location.href = "http://h/?lesson=it&step=2";
  heard.popstate();
  assert.deepEqual(sent, ['{"at":"it 3"}', '{"at":"it 2"}']);
});

test("a page outside of lessons is silent, also when notes ask", () => {
  const { sent, timers, window, hears } = opened("/tokens?text=a");
  window.history.replaceState({}, "", "/tokens?text=b");
  hears({ asks: true });
  assert.deepEqual(sent, []);
  assert.equal(timers.size, 0);
});

test("notes ask until they hear, frame the step, and stop asking when they are left", () => {
  const { sent, timers, framed, window, hears } = opened("/speaker_notes?notes_of=it&lesson=it");
  timers.get(1)();
  assert.deepEqual(sent, ['{"asks":true}']);
  hears({ at: "it 2" });
  hears({ at: "other 4" });
  assert.deepEqual([...framed], ["2"]);
  timers.get(1)();
  assert.equal(sent.length, 1);
  window.history.pushState({}, "", "/tokens");
  assert.equal(timers.size, 0);
});
