// Find words in the note: every match is lit, and Enter goes from one to the next.

import { h, icon, say, uid } from "./dom.js";

// What was typed, as it may stand in a note: any spaces, either apostrophe, capitals or not.
function pattern(query) {
  const plain = query.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  return new RegExp(plain.replace(/\s+/g, "\\s+").replace(/['’]/g, "['’]"), "giu");
}

// `passages` are the elements that hold a sentence each, and nothing but its text.
export function findBar({ passages, t }) {
  const texts = passages.map((element) => element.textContent);
  const id = uid("find");
  let marks = []; // [mark, number of its sentence]
  let at = -1;

  const input = h("input", {
    id, type: "search", class: "bht-input", placeholder: t("find.label"), autocomplete: "off",
    spellcheck: "false", maxlength: "100", on: { input: find, keydown: key },
  });
  const count = h("p", { class: "bht-hint bht-count", role: "status" });
  const previous = step("up", t("find.previous"), -1);
  const next = step("down", t("find.next"), 1);
  const element = h("div", { class: "bht-find" },
    h("label", { for: id, class: "bht-hidden" }, t("find.label")), input, previous, next, count);

  function step(name, label, by) {
    return h("button", {
      type: "button", class: "bht-button bht-quiet bht-square", "aria-label": label, hidden: true,
      on: { click: () => go(by) },
    }, icon(name));
  }

  function find() {
    const query = input.value.trim();
    marks = [];
    passages.forEach((passage, index) => {
      const pieces = query ? split(texts[index], pattern(query), index + 1) : [texts[index]];
      if (pieces.length > 1 || passage.firstElementChild) passage.replaceChildren(...pieces);
    });
    at = marks.length ? 0 : -1;
    show();
  }

  // The text again, with its matches in marks: nothing in it ever becomes markup.
  function split(text, wanted, number) {
    const pieces = [];
    let from = 0;
    for (const match of text.matchAll(wanted)) {
      const mark = h("mark", { class: "bht-match" }, match[0]);
      marks.push([mark, number]);
      pieces.push(text.slice(from, match.index), mark);
      from = match.index + match[0].length;
    }
    return [...pieces, text.slice(from)];
  }

  function show() {
    marks.forEach(([mark], index) => mark.toggleAttribute("data-now", index === at));
    marks[at]?.[0].scrollIntoView({ block: "nearest" });
    for (const button of [previous, next]) button.hidden = marks.length === 0;
    if (marks.length) say(count, t("find.at", { n: at + 1, count: marks.length, sentence: marks[at][1] }));
    else say(count, input.value.trim() ? t("find.none") : "");
  }

  function go(by) {
    if (!marks.length) return;
    at = (at + by + marks.length) % marks.length;
    show();
  }

  function key(event) {
    if (event.key === "Enter") {
      event.preventDefault();
      go(event.shiftKey ? -1 : 1);
    } else if (event.key === "Escape" && input.value) {
      event.preventDefault();
      event.stopPropagation();
      input.value = "";
      find();
    }
  }

  return { element };
}
