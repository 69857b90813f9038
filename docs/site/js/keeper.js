// Keeps the site in the browser, for use without a network: the body of its service worker.
// A file is kept under its address and its sha256, so that the next version of the site keeps what did not change.

const AWAY = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>Not kept</title>
<body><h1>This page is not kept on this device</h1>
<p>There is no network, and you have not opened this page before. <a href="SCOPE">Back to the start</a></p>`;

const LANES = 4; // files that are loaded at a time

export class Keeper {
  /**
   * ``files`` has the sha256 of every file of the site, as browsers compare it, by path; ``first`` are those kept at once.
   * @param {{files: Record<string, string>, first: string[]}} site @param {string} scope the site's address
   * @param {{caches: CacheStorage, fetch: typeof fetch}} browser
   */
  constructor({ files, first }, scope, browser) {
    this.files = new Map(Object.entries(files));
    this.first = first;
    this.scope = scope;
    this.browser = browser;
  }

  /** Other sites of the same host have caches of their own. */
  store() {
    return this.browser.caches.open(`bert-explorer ${this.scope}`);
  }

  /** The site's file at an address, or null; "live/" is live/index.html. */
  fileOf(address) {
    const url = new URL(address);
    url.search = url.hash = "";
    if (!url.href.startsWith(this.scope)) return null;
    const path = url.href.slice(this.scope.length); // the site's own names need no escapes
    const file = path === "" || path.endsWith("/") ? `${path}index.html` : path;
    return this.files.has(file) ? file : null;
  }

  /** Some hosts send a reader from index.html on to the folder. */
  address(file) {
    return this.scope + file.replace(/(^|\/)index\.html$/, "$1");
  }

  key(file) {
    return `${this.address(file)}?${encodeURIComponent(this.files.get(file))}`;
  }

  /** A file from the network, kept. Rejects what is not the file that this version of the site has. */
  async fetched(file, cache) {
    const answer = await this.browser.fetch(this.address(file), { integrity: this.files.get(file), cache });
    if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
    const whole = new Response(answer.body, answer); // no browser takes a redirected one for a page
    await (await this.store()).put(this.key(file), whole.clone()).catch(() => {}); // the disk is full
    return whole;
  }

  /**
   * Keeps files that are not kept yet, and tells after each how many it has seen. Rejects in the end if one could not be had.
   * @param {string[]} files @param {RequestCache} cache @param {((done: number) => any) | null} tell
   */
  async keep(files, cache, tell = null) {
    const store = await this.store();
    const waiting = [...files];
    let [done, failed] = [0, null];
    const lane = async () => {
      for (let file; (file = waiting.shift()); tell?.(++done)) {
        try {
          if (!(await store.match(this.key(file)))) await this.fetched(file, cache);
        } catch (problem) {
          failed = problem;
        }
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    if (failed) throw failed;
  }

  /** All that every page needs; if one is missing, the browser tries again another time. */
  install() {
    return this.keep(this.first, "no-cache");
  }

  /** What this version does not have goes. */
  async activate() {
    const store = await this.store();
    const current = new Set([...this.files.keys()].map((file) => this.key(file)));
    for (const { url } of await store.keys()) if (!current.has(url)) await store.delete(url);
  }

  /** What was kept; else what the network has, even if it is of another version. @param {Request} request */
  async answer(request) {
    const file = this.fileOf(request.url);
    if (!file) return this.asIs(request);
    const kept = await (await this.store()).match(this.key(file));
    return kept ?? this.fetched(file, request.cache).catch(() => this.asIs(request));
  }

  /** @param {Request} request */
  async asIs(request) {
    try {
      return await this.browser.fetch(request);
    } catch (problem) {
      if (request.mode !== "navigate") throw problem;
      return new Response(AWAY.replace("SCOPE", this.scope), { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
    }
  }

  /** "all", or addresses of what a page had loaded before there was a keeper. */
  asked(wanted) {
    if (wanted === "all") return [...this.files.keys()];
    return wanted.map((address) => this.fileOf(address)).filter(Boolean);
  }
}

/** In a service worker. */
export function serve(scope, site) {
  const keeper = new Keeper(site, scope.registration.scope, { caches: scope.caches, fetch: (...given) => scope.fetch(...given) });
  scope.addEventListener("install", (event) => event.waitUntil(keeper.install().then(() => scope.skipWaiting())));
  scope.addEventListener("activate", (event) => event.waitUntil(keeper.activate().then(() => scope.clients.claim())));
  scope.addEventListener("fetch", (event) => {
    const { method, url } = event.request;
    if (method === "GET" && url.startsWith(keeper.scope)) event.respondWith(keeper.answer(event.request));
  });
  scope.addEventListener("message", (event) => {
    const files = keeper.asked(event.data.keep);
    const tell = (done) => event.data.keep === "all" && event.source.postMessage({ done, of: files.length });
    const failed = () => event.source.postMessage({ failed: true });
    event.waitUntil(keeper.keep(files, "force-cache", tell).catch(failed));
  });
}
