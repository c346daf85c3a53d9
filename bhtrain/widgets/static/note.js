// The clinician's note: numbered sentences that can be marked as evidence.

import { h, icon, say, setAttribute, uid } from "./dom.js";
import { findBar } from "./find.js";
import { markRuns, selectsIn } from "./marking.js";

export function notePanel({ headingId: deskId, task, asks, store, targets, gapLabels, reference, t, announce }) {
  const headingId = uid("note");
  const pickerId = uid("target");
  const hintId = uid("hint");
  const marks = asks.claim || asks.gaps; // only what is billed or missing has sentences that show it
  let deciding = new Set();

  const picker = h("select", {
    id: pickerId, class: "bht-input bht-target",
    on: { change: () => targets.choose(targets.all()[picker.selectedIndex]) },
  });
  const hint = h("span", {}, marks ? "" : t("note.hint.memo"));
  const several = h("span", { class: "bht-several", hidden: true }, t("note.several"));
  const sentences = task.note.map((text, index) => sentence(text, index + 1));
  const list = h("ol", { class: "bht-sentences", "aria-labelledby": headingId, "aria-describedby": hintId },
    sentences.map((one) => one.item));
  const runs = marks ? markRuns({ list, buttons: sentences.map((one) => one.button), targets, told: tellRun }) : null;
  const find = findBar({ passages: sentences.map((one) => one.text), t });
  // What cannot be marked has no buttons; then the keyboard scrolls the whole note.
  const element = h("section", { class: "bht-note", "aria-labelledby": `${headingId} ${deskId}`, tabindex: marks ? null : "0" },
    h("h3", { id: headingId, class: "bht-title" }, t(marks ? "note.title" : "note.title.memo")),
    h("div", { class: "bht-note-tools" }, find.element, reference.button),
    marks ? h("div", { class: "bht-targeting" }, h("label", { for: pickerId, class: "bht-label" }, t("note.marking")), picker) : null,
    h("p", { id: hintId, class: "bht-hint" }, hint, " ", several),
    list,
    glossary());

  function glossary() {
    if (task.abbreviations.length === 0) return null;
    return h("details", { class: "bht-more bht-glossary" },
      h("summary", {}, t(marks ? "note.abbreviations" : "note.abbreviations.memo")),
      h("dl", {}, task.abbreviations.flatMap(([short, meaning]) => [h("dt", {}, short), h("dd", {}, meaning)])));
  }

  function sentence(text, number) {
    const badges = h("span", { class: "bht-badges" });
    const shown = h("span", { class: "bht-text" }, text);
    const words = [h("span", { class: "bht-number" }, String(number)), shown, badges];
    const button = marks ? h("button", {
      type: "button", class: "bht-sentence", "aria-pressed": "false", tabindex: number === 1 ? "0" : "-1",
      on: { click: (event) => mark(event, number), keydown: (event) => move(event, number), focus: () => rove(number) },
    }, words) : h("div", { class: "bht-sentence", tabindex: "-1" }, words);
    return { item: h("li", {}, button), button, text: shown, badges, shownBadges: "" };
  }

  function mark(event, number) {
    if (event.detail > 0 && selectsIn(event.currentTarget)) return;
    targets.toggle(number);
    tellRun(number, number, targets.isMarked(number));
  }

  function tellRun(first, last, marked) {
    const target = targets.current();
    const name = target && targets.name(target, gapLabels);
    if (!target) announce(t("note.no-target"));
    else if (first === last) announce(t(marked ? "note.marked" : "note.unmarked", { n: first, target: name }));
    else announce(t(marked ? "note.range.marked" : "note.range.unmarked", { first, last, target: name }));
  }

  function rove(number) {
    sentences.forEach((one, index) => setAttribute(one.button, "tabindex", index + 1 === number ? "0" : "-1"));
  }

  function move(event, number) {
    const last = sentences.length;
    const to = { ArrowDown: number + 1, ArrowUp: number - 1, Home: 1, End: last }[event.key];
    if (!event.shiftKey) runs.release();
    if (to !== undefined) {
      event.preventDefault();
      const there = Math.min(Math.max(to, 1), last);
      sentences[there - 1].button.focus();
      if (event.shiftKey) runs.extend(number, there);
    } else if (event.key === "Escape" && targets.comeBack()) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  function badgesOf(number) {
    const { lines, gaps } = store.answer;
    const found = [];
    if (deciding.has(number)) found.push(["decides", t("badge.decides")]);
    lines.forEach((line, index) => {
      if (line.evidence.includes(number)) found.push(["line", t("badge.line", { n: index + 1 })]);
    });
    for (const gap of gaps) {
      if (gap.evidence.includes(number)) found.push(["gap", gapLabels.get(gap.id) ?? gap.id]);
    }
    return found;
  }

  function syncPicker() {
    if (!marks) return;
    const all = targets.all();
    const now = targets.current();
    const names = all.map((target) => targets.name(target, gapLabels));
    const shown = [...picker.options].map((option) => option.textContent);
    if (JSON.stringify(names) !== JSON.stringify(shown)) {
      picker.replaceChildren(...names.map((name) => h("option", {}, name)));
    }
    picker.selectedIndex = all.findIndex((target) => targets.same(target, now));
    picker.disabled = all.length === 0;
    if (all.length === 0) picker.replaceChildren(h("option", {}, t("note.nothing")));
    several.hidden = !now;
    say(hint, t(now ? (now.gap ? "note.hint.gap" : "note.hint.line") : "note.no-target"));
  }

  function sync() {
    syncPicker();
    sentences.forEach((one, index) => {
      const number = index + 1;
      if (marks) setAttribute(one.button, "aria-pressed", targets.isMarked(number) ? "true" : "false");
      setAttribute(one.button, "data-decides", deciding.has(number));
      const badges = badgesOf(number);
      if (JSON.stringify(badges) === one.shownBadges) return;
      one.shownBadges = JSON.stringify(badges);
      one.badges.replaceChildren(...badges.map(([kind, text]) =>
        h("span", { class: "bht-badge", "data-kind": kind }, kind === "decides" ? icon("decides") : null, text)));
    });
  }

  function show(number) {
    const one = sentences[number - 1];
    if (!one) return;
    one.button.focus({ preventScroll: true });
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    one.button.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  }

  return {
    element,
    sync,
    show,
    // Send the keyboard to the note to mark evidence, remembering where it came from.
    enter(from) {
      targets.setOut(from);
      const first = sentences.findIndex((one, index) => targets.isMarked(index + 1));
      show(first + 1 || 1);
    },
    light(numbers) {
      deciding = new Set(numbers);
      sync();
    },
    // Where the note scrolls by itself, what decides comes into sight.
    reveal() {
      const first = sentences[Math.min(...deciding) - 1]?.item;
      if (!first) return;
      const { offsetTop: top, offsetHeight: height } = first;
      const hidden = top < element.scrollTop || top + height > element.scrollTop + element.clientHeight;
      if (hidden) element.scrollTop = top - element.clientHeight / 2;
    },
  };
}
