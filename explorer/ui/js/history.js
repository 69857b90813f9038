// One entry in the browser's history for each deliberate change. Streamlit adds one for every step
// of a slider and for each of two texts that an example brings, and none where a reader chooses in
// a menu: what follows at once, and steps that follow quickly and change the same names, become
// one; what a reader has just chosen gets its own.

(() => {
  const AT_ONCE = 500; // milliseconds
  const QUICK = 1500;
  const SETTLES = 3000; // after going back or forward the app brings its address in order
  const push = window.history.pushState.bind(window.history);
  const replace = window.history.replaceState.bind(window.history);
  let last = { path: "", names: "", at: 0 };
  let touched = false; // the reader did something since the address changed
  let went = 0; // when the reader went back or forward
  for (const kind of ["pointerdown", "keydown"]) {
    window.addEventListener(kind, () => { touched = true; }, true);
  }
  window.addEventListener("popstate", () => { went = Date.now(); touched = false; });

  /** Names of the parameters that differ between two addresses. */
  const changed = (/** @type {URL} */ from, /** @type {URL} */ to) =>
    [...new Set([...from.searchParams.keys(), ...to.searchParams.keys()])]
      .filter((name) => from.searchParams.get(name) !== to.searchParams.get(name))
      .sort()
      .join();

  /** Whether a change belongs to the one before it; it is remembered as the last one. */
  const belongs = (/** @type {URL} */ from, /** @type {URL} */ to) => {
    const now = { path: to.pathname, names: changed(from, to), at: Date.now() };
    const again = now.path === last.path && from.pathname === to.pathname
      && now.at - last.at < (now.names === last.names ? QUICK : AT_ONCE);
    last = now;
    touched = false;
    return again;
  };
  const addresses = (/** @type {string | URL | null | undefined} */ address) => {
    const from = new URL(window.location.href);
    return { from, to: new URL(String(address ?? ""), from) };
  };

  window.history.pushState = (state, title, address) => {
    const { from, to } = addresses(address);
    if (belongs(from, to)) replace(state, title, address);
    else push(state, title, address);
  };
  window.history.replaceState = (state, title, address) => {
    const { from, to } = addresses(address);
    const chosen = touched && Date.now() - went > SETTLES && from.pathname === to.pathname
      && changed(from, to) !== "";
    if (chosen && !belongs(from, to)) push(state, title, address);
    else replace(state, title, address);
  };
})();
