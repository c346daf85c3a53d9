// Choices by name: the decision, how sure one is, and what is missing from the note.

import { h, icon, say, setAttribute, uid } from "./dom.js";
import { sentencesText } from "./lines.js";

// `options` are [value, label, explanation]; `get` and `set` read and write the answer.
export function radioGroup({ legend, options, get, set, compact = false }) {
  const name = uid("radio");
  const inputs = options.map(([value, label, explanation]) => {
    const input = h("input", { type: "radio", name, on: { change: () => input.checked && set(value) } });
    return { value, input, element: h("label", { class: "bht-choice" }, input,
      h("span", { class: "bht-choice-text" }, h("span", { class: "bht-choice-label" }, label),
        explanation ? h("span", { class: "bht-choice-about" }, explanation) : null)) };
  });
  return {
    element: h("fieldset", { class: compact ? "bht-group bht-compact" : "bht-group" },
      h("legend", { class: "bht-subtitle" }, legend),
      h("div", { class: "bht-choices" }, inputs.map((one) => one.element))),
    sync() {
      for (const one of inputs) one.input.checked = one.value === get();
    },
  };
}

// Why a payer said no, or what it would ask about.
export function causesPanel({ store, task, tables, t }) {
  const boxes = [];
  const title = t(`causes.title.${task.kind}`);
  const folds = [];
  const asked = tables.causes.filter(([, , kinds]) => kinds.includes(task.kind));
  const groups = asked.map(([group, causes], index) => {
    const fold = h("details", { class: "bht-gap-group", open: index === 0 },
      h("summary", { class: "bht-gap-title" }, group),
      h("div", { role: "group", "aria-label": group }, causes.map(([id, label]) => row(id, label))));
    folds.push(() => {
      if (causes.some(([id]) => store.answer.causes.includes(id))) fold.open = true;
    });
    return fold;
  });

  function row(id, label) {
    const box = h("input", { type: "checkbox", on: { change: () => store.edit((answer) => {
      answer.causes = answer.causes.filter((one) => one !== id);
      if (box.checked) answer.causes.push(id);
    }, "causes") } });
    boxes.push([id, box]);
    return h("div", { class: "bht-gap" }, h("label", { class: "bht-check" }, box, h("span", {}, label)));
  }

  return {
    element: h("div", { class: "bht-part", role: "group", "aria-label": title },
      h("h4", { class: "bht-subtitle" }, title), h("p", { class: "bht-hint" }, t("causes.hint")),
      h("div", { class: "bht-gaps" }, groups)),
    sync() {
      for (const [id, box] of boxes) box.checked = store.answer.causes.includes(id);
      folds.forEach((open) => open());
    },
  };
}

const OPEN_GROUPS = 4; // what most notes leave out stands first; the rest is one click away

export function gapsPanel({ store, targets, tables, task, t, enterNote }) {
  const rows = [];
  const folds = [];
  const groups = tables.gaps.map(([group, gaps], index) => {
    const fold = h("details", { class: "bht-gap-group", open: index < OPEN_GROUPS && task.kind !== "denial" },
      h("summary", { class: "bht-gap-title" }, group),
      h("div", { role: "group", "aria-label": group }, gaps.map(([id, label]) => gapRow(id, label))));
    folds.push(() => {
      if (gaps.some(([id]) => store.answer.gaps.some((one) => one.id === id))) fold.open = true;
    });
    return fold;
  });
  const element = h("div", { class: "bht-part", role: "group", "aria-label": t("gaps.title") },
    h("h4", { class: "bht-subtitle" }, t("gaps.title")),
    h("p", { class: "bht-hint" }, t("gaps.hint")),
    h("div", { class: "bht-gaps" }, groups));

  function gapRow(id, label) {
    const gap = () => store.answer.gaps.find((one) => one.id === id);
    const box = h("input", { type: "checkbox", on: { change: check } });
    const marks = h("span", { class: "bht-marks" });
    const mark = h("button", {
      type: "button", class: "bht-button bht-quiet", "aria-label": t("gap.mark", { label }),
      on: { click: () => { targets.choose({ gap: id }); enterNote(mark); } },
    }, icon("mark"), t("mark.button"));
    const tools = h("div", { class: "bht-gap-tools" }, marks, mark);
    const row = h("div", { class: "bht-gap" }, h("label", { class: "bht-check" }, box, h("span", {}, label)), tools);

    function check() {
      store.edit((answer) => {
        answer.gaps = answer.gaps.filter((one) => one.id !== id);
        if (box.checked) answer.gaps.push({ id, evidence: [] });
      }, "gaps");
      if (box.checked) targets.choose({ gap: id });
    }

    rows.push(() => {
      const one = gap();
      box.checked = Boolean(one);
      tools.hidden = !one;
      say(marks, one ? sentencesText(t, one.evidence) : "");
      setAttribute(row, "data-active", Boolean(one) && targets.same(targets.current(), { gap: id }));
    });
    return row;
  }

  return { element, sync: () => [...rows, ...folds].forEach((sync) => sync()) };
}
