// Questions to bhtrain and their answers. Each is numbered, so that an answer finds its question.

import { uid } from "./dom.js";

export function createAsk(model) {
  const waiting = new Map();

  function hear(message) {
    if (message?.type !== "reply" || !waiting.has(message.number)) return;
    const done = waiting.get(message.number);
    waiting.delete(message.number);
    done(message);
  }

  model.on("msg:custom", hear);
  return {
    // Never fails: what went wrong comes back as a sentence in `problem`.
    ask(what, more = {}) {
      return new Promise((resolve) => {
        const number = uid("ask");
        waiting.set(number, resolve);
        try {
          model.send({ type: "ask", number, what, ...more });
        } catch {
          // No connection: connection.js notices it, and the page says so.
        }
      });
    },
    close: () => model.off("msg:custom", hear),
  };
}
