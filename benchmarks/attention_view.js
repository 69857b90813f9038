// What the benchmark of the attention view asks of a page; put in before the page's own scripts.

window.watch = (condition) => new Promise((done) => {
  const look = () => condition() ? requestAnimationFrame(() => done(performance.now()))
                                 : requestAnimationFrame(look);
  look();
});

// A picture counts when the frame after it has begun.
const frame = () => new Promise((done) => requestAnimationFrame(done));
window.painted = () => frame().then(frame);
window.timed = async (act) => {
  const began = performance.now();
  await act();
  await painted();
  return performance.now() - began;
};

const theView = () => document.querySelector(".av").view;

// The grid's small pictures arrive one layer after the other: once, before lenses are timed.
let filled = false;
const gridFilled = async () => {
  if (filled) return;
  filled = true;
  await theView().set({ lens: "grid" });
  await theView().content.fill();
  await theView().set({ lens: "lines" });
};

// One head, another, and all of them again.
window.changeHeads = (n) => timed(() => theView().set({ heads: n % 3 ? [n % 12] : [...Array(12).keys()] }));

window.changeLens = async (n) => {
  await gridFilled();
  return timed(() => theView().set({ lens: ["grid", "neuron", "lines"][n % 3] }));
};

window.hover = () => {
  const view = theView();
  const taken = [];
  for (let place = 0; place < 15; place++) {
    const began = performance.now();
    view.hold({ side: "query", place });
    view.drawTop();
    view.dom.top.getContext("2d").getImageData(0, 0, 1, 1); // waits until it is really drawn
    taken.push(performance.now() - began);
  }
  return taken.sort((a, b) => a - b)[7];
};
