// Questions to the model, wherever it lives.

import { Service } from "./service.js";

/**
 * The model in a Worker, or in the page where no Worker can be made. ``ask`` resolves with the answer.
 * @param {string} source this very code, as a script that serves
 */
export async function partner(source) {
  try {
    const found = ofWorker(source);
    await found.ask({ kind: "hello" });
    return found;
  } catch {
    const service = new Service();
    return { ask: async (question) => service.answer(question), place: "page" };
  }
}

function ofWorker(source) {
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(address);
  const waiting = new Map();
  let number = 0;
  worker.onmessage = ({ data }) => {
    const { done, failed } = waiting.get(data.number);
    waiting.delete(data.number);
    if (data.problem) failed(new Error(data.problem));
    else done(data.answer);
  };
  worker.onerror = ({ message }) => {
    for (const { failed } of waiting.values()) failed(new Error(message || "What computes has stopped: load the page again."));
    waiting.clear();
  };
  const ask = (question, moved = []) =>
    new Promise((done, failed) => {
      waiting.set(++number, { done, failed });
      worker.postMessage({ number, question }, moved);
    });
  return { ask, place: "worker" };
}
