// On every page of the site: starts the keeper, and tells it what was loaded before it was there.

const root = new URL("./", /** @type {HTMLScriptElement} */ (document.currentScript).src);

/** Registered where the browser allows it: over https, or on this machine. It never gets in a reader's way. */
async function keeper() {
  if (!navigator.serviceWorker || location.protocol === "file:") return;
  const controlled = !!navigator.serviceWorker.controller;
  try {
    await navigator.serviceWorker.register(new URL("sw.js", root), { scope: root.pathname });
  } catch {
    return; // private mode, no https, or switched off
  }
  const registration = await navigator.serviceWorker.ready;
  if (controlled) registration.update().catch(() => {}); // seen at the next visit; without a network, some day
  else report(registration);
  offer(registration);
}

/** Everything that this page loads without the keeper, now and later. @param {ServiceWorkerRegistration} registration */
function report({ active }) {
  active.postMessage({ keep: [location.href] });
  const observer = new PerformanceObserver((list) => active.postMessage({ keep: list.getEntries().map(({ name }) => name) }));
  observer.observe({ type: "resource", buffered: true });
}

/** The button of the first page that keeps all of the site. @param {ServiceWorkerRegistration} registration */
function offer(registration) {
  const button = /** @type {HTMLButtonElement | null} */ (document.getElementById("keep"));
  if (!button) return;
  const told = document.getElementById("kept");
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    registration.active.postMessage({ keep: "all" });
  });
  navigator.serviceWorker.addEventListener("message", ({ data: { done, of, failed } }) => {
    if (!button.disabled) return;
    button.disabled = !failed;
    if (failed) told.textContent = "Not everything could be loaded: is there a network, and room on the disk?";
    else told.textContent = done === of ? "All of it is on this device now." : `Keeping ${done} of ${of} files…`;
  });
}

keeper();
