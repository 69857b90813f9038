// Charts by keyboard: Tab reaches a chart, arrows go from cell to cell or from point to point, Enter
// clicks. What the pointer would be told there is shown, and is read aloud.

(() => {
  const CHART = "[data-testid='stPlotlyChart'] .js-plotly-plot";
  const STEPS = /** @type {Record<string, [number, number]>} */ ({
    ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
  });
  const SPOKEN = 160; // milliseconds until the chart has written what it tells
  const FRAME = 22; // pixels of the frame around the place where the reader is
  const EDGE = 140; // pixels at the top and bottom of the window that bar and controls may cover
  /** @typedef {{ x: number, y: number, plot: string }} Spot in pixels of the window, in a plot */
  /** @type {WeakMap<Element, { trace: number, column: number, row: number }>} */
  const places = new WeakMap();
  let said = /** @type {HTMLElement | null} */ (null);

  /** Points that stand in rows, as rows; others as one, from left to right. @returns {Spot[][]} */
  const inRows = (/** @type {Spot[]} */ spots) => {
    const levels = [...new Set(spots.map((one) => Math.round(one.y)))].sort((a, b) => a - b);
    const rows = levels.length * 2 > spots.length ? [spots]
      : levels.map((level) => spots.filter((one) => Math.round(one.y) === level));
    return rows.map((row) => row.sort((a, b) => a.x - b.x || a.y - b.y));
  };

  /** The traces that can be walked through, as [row][column] of spots. @returns {Spot[][][]} */
  const grids = (/** @type {any} */ chart) => {
    const box = chart.getBoundingClientRect();
    return chart.calcdata.map((/** @type {any[]} */ points) => {
      const { trace } = points[0] ?? {};
      if (!trace?.xaxis || trace.visible !== true || trace.hoverinfo === "skip") return [];
      const across = chart._fullLayout[trace.xaxis.replace("x", "xaxis")];
      const down = chart._fullLayout[trace.yaxis.replace("y", "yaxis")];
      const spot = (/** @type {number} */ x, /** @type {number} */ y) => ({
        x: box.left + across._offset + across.c2p(x), y: box.top + down._offset + down.c2p(y),
        plot: trace.xaxis + trace.yaxis });
      if (trace.type !== "heatmap") {
        const drawn = points.filter((one) => Number.isFinite(one.x ?? one.p));
        const row = drawn.map((one) => (trace.orientation === "h" ? spot(one.s, one.p)
          : trace.type === "bar" ? spot(one.p, one.s) : spot(one.x, one.y)));
        if (trace.orientation === "h") return row.sort((a, b) => a.y - b.y).map((one) => [one]);
        return row.length ? inRows(row) : [];
      }
      const middles = (/** @type {number[]} */ edges) =>
        edges.slice(1).map((edge, place) => (edge + edges[place]) / 2);
      const rows = middles(points[0].y).map((y) => middles(points[0].x).map((x) => spot(x, y)));
      return rows.sort((a, b) => a[0].y - b[0].y);
    });
  };

  /** @param {Element} chart @param {Spot} spot @param {string} kind */
  const point = (chart, spot, kind) => {
    // While a button is down, plotly lays a cover over the page, and listens there.
    const target = document.querySelector("body > .dragcover")
      ?? chart.querySelector(`.draglayer > .${spot.plot} .nsewdrag`);
    target?.dispatchEvent(new MouseEvent(kind, { clientX: spot.x, clientY: spot.y, bubbles: true }));
  };

  /** Bring a spot into the window. @returns {number} by how many pixels everything moved */
  const bring = (/** @type {Element} */ chart, /** @type {Spot} */ spot) => {
    const beyond = spot.y < EDGE ? spot.y - EDGE : Math.max(spot.y - (innerHeight - EDGE), 0);
    const before = chart.getBoundingClientRect().top;
    document.querySelector("[data-testid='stMain']")?.scrollBy({ top: beyond, behavior: "instant" });
    return chart.getBoundingClientRect().top - before;
  };

  const speak = (/** @type {Element} */ chart) => {
    if (!said) {
      said = document.createElement("div");
      said.setAttribute("role", "status");
      said.className = "said-of-chart";
      document.body.append(said);
    }
    const told = [...chart.querySelectorAll(".hoverlayer text")].map((one) =>
      [...(one.querySelectorAll("tspan").length ? one.querySelectorAll("tspan") : [one])]
        .map((line) => line.textContent).join(", "));
    said.textContent = told.join("; ");
  };

  /** The next place: within a trace by rows and columns, beyond its end into the next trace.
   * @param {Spot[][][]} all @param {{ trace: number, column: number, row: number }} from
   * @param {[number, number]} step */
  const moved = (all, from, [right, down]) => {
    const grid = all[from.trace];
    const column = from.column + right;
    const row = from.row + down;
    if (grid[row]?.[column]) return { ...from, column, row };
    const filled = all.flatMap((one, place) => (one.length ? [place] : []));
    const next = filled[filled.indexOf(from.trace) + right + down];
    if (next === undefined) return from;
    const forward = right + down > 0;
    const other = all[next];
    return { trace: next, row: forward || !down ? Math.min(down ? 0 : from.row, other.length - 1) : other.length - 1,
      column: down ? Math.min(from.column, other[0].length - 1) : forward ? 0 : other[0].length - 1 };
  };

  /** Go a step from where the reader is in this chart, or stay there. @returns {Spot | undefined} */
  const gone = (/** @type {Element} */ chart, /** @type {[number, number] | undefined} */ step) => {
    const all = grids(chart);
    const from = places.get(chart);
    const known = from && all[from.trace]?.[from.row]?.[from.column];
    const first = all.findIndex((grid) => grid.length);
    if (first < 0) return undefined;
    const start = { trace: first, column: 0, row: 0 };
    const place = !from || !known ? start : step ? moved(all, from, step) : from;
    places.set(chart, place);
    return all[place.trace][place.row][place.column];
  };

  /** Frame the place where the reader is. */
  const frame = (/** @type {Element} */ chart, /** @type {Spot} */ spot) => {
    const ground = chart.querySelector(".svg-container");
    const found = /** @type {HTMLElement | null} */ (ground?.querySelector(":scope > .spot-of-chart"));
    const mark = found ?? document.createElement("div");
    mark.className = "spot-of-chart";
    const box = chart.getBoundingClientRect();
    mark.style.left = `${spot.x - box.left}px`;
    mark.style.top = `${spot.y - box.top}px`;
    mark.style.width = mark.style.height = `${FRAME}px`;
    if (!found) ground?.append(mark);
  };

  const isWanted = (/** @type {KeyboardEvent} */ event) =>
    (event.key in STEPS || event.key === "Enter") && !event.altKey && !event.ctrlKey && !event.metaKey;

  document.addEventListener("keydown", (event) => {
    const chart = event.target;
    if (!(chart instanceof Element) || !chart.matches(CHART) || !isWanted(event)) return;
    const spot = gone(chart, STEPS[event.key]);
    if (!spot) return;
    event.preventDefault();
    spot.y += bring(chart, spot);
    frame(chart, spot);
    const kinds = event.key === "Enter" ? ["mousemove", "mousedown", "mouseup"] : ["mousemove"];
    for (const kind of kinds) point(chart, spot, kind);
    setTimeout(() => speak(chart), SPOKEN);
  });

  document.addEventListener("focusout", (event) => {
    const chart = event.target;
    if (!(chart instanceof Element) || !chart.matches(CHART)) return;
    for (const mark of chart.querySelectorAll(".spot-of-chart")) mark.remove();
  });

  /** Charts come and go: each becomes a stop of the Tab key, with a name that is its figure's. */
  const reach = () => {
    for (const chart of document.querySelectorAll(`${CHART}:not([tabindex])`)) {
      chart.setAttribute("tabindex", "0");
      chart.setAttribute("role", "application"); // its arrows are the chart's, not the screen reader's
      chart.setAttribute("aria-roledescription", "chart, arrow keys move in it");
    }
    for (const chart of document.querySelectorAll(CHART)) {
      const name = chart.closest("[data-testid='stPlotlyChart']")?.getAttribute("aria-label") ?? "Chart";
      if (chart.getAttribute("aria-label") !== name) chart.setAttribute("aria-label", name);
    }
  };
  new MutationObserver(() => requestAnimationFrame(reach))
    .observe(document.documentElement, { childList: true, subtree: true });
})();
