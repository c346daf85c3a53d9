// Every change goes to bhtrain at once; until bhtrain says it is saved, the browser keeps a copy.

import { asText, fromPlain, toPlain } from "./answer.js";

const WAIT = 300;
const SLOW = 900;

// Each window keeps its own copy: one that was cut off must not lose it to one that works.
const WINDOW = Math.random().toString(36).slice(2, 10);

export function createStore(model) {
  const caseName = ["bhtrain", model.get("mirror_key"), model.get("setting"), model.get("task").id, ""].join(":");
  const mirrorName = caseName + WINDOW;
  const listeners = new Set();
  let answer = fromPlain(model.get("answer"));
  let revision = model.get("answer").revision ?? 0;
  let savedText = asText(answer);
  let sent = [];
  let timer = null;
  let slowTimer = null;
  let state = "idle"; // idle | waiting | slow | saved | refused
  let savedOnce = false;
  let restored = false;

  const tell = (what) => listeners.forEach((listener) => listener(what));

  function mirror() {
    try {
      const text = asText(answer);
      if (text === savedText) window.localStorage.removeItem(mirrorName);
      else {
        const copy = { base: [savedText, ...sent], answer: toPlain(answer) };
        window.localStorage.setItem(mirrorName, JSON.stringify(copy));
      }
    } catch {
      // A browser without storage still saves through bhtrain; only the second copy is missing.
    }
  }

  // Copies that windows left behind: the one that continues what bhtrain holds is taken up, others
  // were overtaken by a change elsewhere, and are offered.
  function leftBehind() {
    const found = { continued: null, overtaken: null };
    try {
      for (const name of Object.keys(window.localStorage).filter((one) => one.startsWith(caseName))) {
        const copy = readCopy(name);
        if (!copy || asText(fromPlain(copy.answer)) === savedText) window.localStorage.removeItem(name);
        else if (copy.base.includes(savedText)) found.continued ??= { name, ...copy };
        else found.overtaken ??= { name, ...copy };
      }
    } catch {
      // No storage: nothing was left behind.
    }
    return found;
  }

  function readCopy(name) {
    try {
      const copy = JSON.parse(window.localStorage.getItem(name));
      return Array.isArray(copy?.base) && typeof copy.answer === "object" ? copy : null;
    } catch {
      return null;
    }
  }

  function dropCopy(name) {
    try {
      window.localStorage.removeItem(name);
    } catch {
      // It was never there.
    }
  }

  function send(extra = {}) {
    window.clearTimeout(timer);
    timer = null;
    const text = asText(answer);
    const saved = text === savedText && sent.length === 0; // what is saved does not go a second time
    if (saved) settle(savedOnce ? "saved" : "idle");
    if (saved && Object.keys(extra).length === 0) return;
    if (!saved) {
      revision += 1;
      sent.push(text);
      mirror();
      model.set("answer", { ...toPlain(answer), revision });
    }
    for (const [name, value] of Object.entries(extra)) model.set(name, value);
    try {
      model.save_changes();
    } catch {
      // The watch-dog says that the connection is gone; the copy in the browser stays.
    }
  }

  function settle(next) {
    window.clearTimeout(slowTimer);
    state = next;
    tell("saved");
  }

  function edit(change, what = "answer") {
    change(answer);
    if (state !== "slow") state = "waiting";
    window.clearTimeout(slowTimer);
    slowTimer = window.setTimeout(() => {
      if (state === "waiting") settle("slow");
    }, SLOW + WAIT);
    mirror();
    window.clearTimeout(timer);
    timer = window.setTimeout(send, WAIT);
    tell(what);
  }

  // Take the drafted claim as it stands, with the decision to send it.
  function accept(draft) {
    edit((held) => {
      const { lines, diagnoses } = fromPlain(draft);
      Object.assign(held, { decision: "bill", lines, diagnoses });
    }, "everything");
  }

  function flush() {
    if (timer !== null) send();
  }

  model.on("change:received", () => {
    const { revision: known, ok } = model.get("received");
    if (known !== revision) return;
    if (ok) {
      savedText = sent.at(-1) ?? savedText;
      savedOnce = true;
      sent = [];
      mirror();
    }
    if (timer === null) settle(ok ? "saved" : "refused");
  });

  model.on("change:answer", () => {
    const incoming = model.get("answer");
    if (!((incoming.revision ?? 0) > revision)) return;
    revision = incoming.revision;
    answer = fromPlain(incoming);
    savedText = asText(answer);
    sent = [];
    mirror();
    tell("everything");
  });

  let { continued, overtaken } = leftBehind();
  if (continued) {
    dropCopy(continued.name);
    answer = fromPlain(continued.answer);
    restored = true;
    mirror();
    timer = window.setTimeout(send, 0);
  }

  // The changes of a window that was cut off: shown instead of what is here, or let go.
  function settleOvertaken(shown) {
    if (shown) edit((held) => Object.assign(held, fromPlain(overtaken.answer)), "everything");
    dropCopy(overtaken.name);
    overtaken = null;
  }

  const hidden = () => document.visibilityState === "hidden" && flush();
  document.addEventListener("visibilitychange", hidden);
  window.addEventListener("pagehide", flush);

  return {
    get answer() {
      return answer;
    },
    get state() {
      return state;
    },
    get restored() {
      return restored;
    },
    get overtaken() {
      return overtaken !== null;
    },
    settleOvertaken,
    edit,
    accept,
    touch: () => tell("target"),
    flush,
    send,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      flush();
      document.removeEventListener("visibilitychange", hidden);
      window.removeEventListener("pagehide", flush);
    },
  };
}
