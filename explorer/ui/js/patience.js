// A click that follows typing at once. Leaving a box hands its text to the server, and the answer
// would overtake the click; so the click waits for that answer, and is then made again.

(() => {
  const BOXES = "[class*='st-key-bar'] :is(input, textarea), [class*='st-key-controls'] input[type='text']";
  const APP = "[data-testid='stApp']";
  const FIRST = 250; // milliseconds until the server has surely been told
  const LONGEST = 20_000;
  let typed = false; // something that was not handed over yet
  let waits = false; // the next click comes after typing

  const isRunning = () => document.querySelector(APP)?.getAttribute("data-test-script-state") === "running";

  /** Make the click again once the script has ended. */
  const later = (/** @type {HTMLElement} */ target, /** @type {number} */ since) => {
    const waited = Date.now() - since;
    if (waited < LONGEST && (waited < FIRST || isRunning())) {
      setTimeout(() => later(target, since), 50);
    } else if (target.isConnected) {
      target.click();
    }
  };

  const isBox = (/** @type {any} */ target) => target instanceof Element && target.matches(BOXES);
  document.addEventListener("input", (event) => { typed ||= isBox(event.target); }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && isBox(event.target)) typed = false;
  }, true);
  document.addEventListener("mousedown", (event) => {
    waits = typed && !isBox(event.target);
    if (waits) typed = false;
  }, true);
  document.addEventListener("click", (event) => {
    if (!waits || !(event.target instanceof HTMLElement || event.target instanceof SVGElement)) return;
    waits = false;
    const target = event.target.closest("a, button, [role='menuitem'], label");
    if (!(target instanceof HTMLElement)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    later(target, Date.now());
  }, true);
})();
