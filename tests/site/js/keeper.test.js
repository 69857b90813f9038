// The site's keeper over a cache and a network that are made up.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Keeper } from "../../../docs/site/js/keeper.js";

const SCOPE = "https://host.example/some/path/";
const FIRST = { "index.html": "sha256-a", "live/index.html": "sha256-b", "live/parts/low-0.bin": "sha256-w" };

/** A cache as browsers have it: by name, then by address. */
class Caches {
  constructor() {
    this.named = new Map();
  }

  async open(name) {
    if (!this.named.has(name)) this.named.set(name, new Map());
    const kept = this.named.get(name);
    return {
      match: async (url) => kept.get(url)?.clone(),
      put: async (url, answer) => void kept.set(url, answer),
      keys: async () => [...kept.keys()].map((url) => ({ url })),
      delete: async (url) => kept.delete(url),
    };
  }

  get addresses() {
    return [...(this.named.get(`bert-explorer ${SCOPE}`) ?? new Map()).keys()];
  }
}

/** A host that has these files by address, each with its sha256; what was asked is written down. */
function network(files) {
  const asked = [];
  const fetch = async (given, { integrity } = {}) => {
    const url = given.url ?? given;
    asked.push(url);
    const path = url.slice(SCOPE.length).replace(/(^|\/)$/, "$1index.html");
    if (!(path in files)) return new Response("", { status: 404 });
    if (integrity && integrity !== files[path]) throw new TypeError("integrity");
    return new Response(`${path} ${files[path]}`);
  };
  return { asked, fetch };
}

const offline = async () => {
  throw new TypeError("no network");
};

function made(files, { caches = new Caches(), fetch = network(files).fetch, first = ["index.html"] } = {}) {
  return { caches, keeper: new Keeper({ files, first }, SCOPE, { caches, fetch }) };
}

const request = (path, mode = "cors") => ({ url: SCOPE + path, mode });

test("an address below the scope is a file of the site, a folder its index", () => {
  const { keeper } = made(FIRST);
  assert.equal(keeper.fileOf(`${SCOPE}live/?a=1#text=The`), "live/index.html");
  assert.equal(keeper.fileOf(SCOPE), "index.html");
  assert.equal(keeper.fileOf(`${SCOPE}live/index.html`), "live/index.html");
  assert.equal(keeper.fileOf("https://host.example/some/"), null);
  assert.equal(keeper.fileOf(`${SCOPE}other.html`), null);
});

test("what was installed or opened comes back without a network, and nothing else does", async () => {
  const { caches, keeper } = made(FIRST);
  await keeper.install();
  await keeper.answer(request("live/"));
  const away = made(FIRST, { caches, fetch: offline }).keeper;
  assert.equal(await (await away.answer(request(""))).text(), "index.html sha256-a");
  assert.equal(await (await away.answer(request("live/#text=x"))).text(), "live/index.html sha256-b");
  await assert.rejects(away.answer(request("live/parts/low-0.bin")), /no network/);
  const page = await away.answer(request("gallery/", "navigate"));
  assert.equal(page.status, 503);
  assert.match(await page.text(), new RegExp(`not kept on this device.*href="${SCOPE}"`, "s"));
});

test("the next version keeps what did not change and lets go of the rest", async () => {
  const { caches, keeper } = made(FIRST);
  await keeper.keep(keeper.asked("all"), "default");
  const next = { ...FIRST, "index.html": "sha256-new" };
  const { asked, fetch } = network(next);
  const other = made(next, { caches, fetch }).keeper;
  await other.install();
  await other.activate();
  assert.deepEqual(asked, [SCOPE]); // the first page alone: the weights are there
  assert.equal(await (await other.answer(request(""))).text(), "index.html sha256-new");
  assert.equal(caches.addresses.length, 3);
  assert.ok(!caches.addresses.some((url) => url.includes("sha256-a")));
});

test("a file of another version is shown and not kept; one that is missing is not kept", async () => {
  const { caches, keeper } = made(FIRST, { fetch: network({ "index.html": "sha256-newer" }).fetch });
  assert.equal(await (await keeper.answer(request(""))).text(), "index.html sha256-newer");
  assert.equal((await keeper.answer(request("live/"))).status, 404);
  await assert.rejects(keeper.install());
  assert.deepEqual(caches.addresses, []);
});

test("what a page loaded before it was there is kept afterwards, once, and all of it on request", async () => {
  const { asked, fetch } = network(FIRST);
  const { caches, keeper } = made(FIRST, { fetch });
  const loaded = [`${SCOPE}live/`, `${SCOPE}live/parts/low-0.bin`, "https://other.example/x.js"];
  for (let i = 0; i < 2; i++) await keeper.keep(keeper.asked(loaded), "force-cache");
  assert.equal(asked.length, 2);
  const told = [];
  await keeper.keep(keeper.asked("all"), "force-cache", (done) => told.push(done));
  assert.deepEqual(told, [1, 2, 3]);
  assert.equal(caches.addresses.length, 3);
});

test("a full disk keeps nothing from being shown", async () => {
  const caches = new Caches();
  const open = caches.open.bind(caches);
  caches.open = async (name) => ({ ...(await open(name)), put: () => Promise.reject(new Error("quota")) });
  const { keeper } = made(FIRST, { caches });
  assert.equal(await (await keeper.answer(request(""))).text(), "index.html sha256-a");
});
