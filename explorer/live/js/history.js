// The page in the browser's history: an entry for each room that was opened, none for a letter that was typed.

/**
 * Writes the address of this entry, or of a new one. The entry keeps it too, for a frame that has no address of its own.
 * @param {string} hash @param {boolean} anew
 */
export function writeAddress(hash, anew = false) {
  const put = anew ? "pushState" : "replaceState";
  try {
    history[put]({ hash }, "", `${location.pathname}${location.search}${hash}`);
  } catch {
    keep(put, hash);
  }
}

function keep(put, hash) {
  try {
    history[put]({ hash }, "");
  } catch {
    // browsers refuse entries that come too fast: then the last one stays
  }
}

/** What this entry says: what was written, or what somebody typed or pasted into the address. */
export const readAddress = () => history.state?.hash ?? location.hash;

/** @param {(hash: string, written: boolean) => any} follow told of another entry, and of an address that somebody typed */
export function onAddress(follow) {
  addEventListener("popstate", ({ state }) => state?.hash && follow(state.hash, true));
  addEventListener("hashchange", () => history.state?.hash ?? follow(location.hash, false));
}
