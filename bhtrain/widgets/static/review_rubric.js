// The rubric of a question: what it does is ticked, and the sum follows at once. It can be edited.

import { h, say, setAttribute, uid } from "./dom.js";

export const pointsText = (points) => String(Math.round(points * 100) / 100);

// `ticked` is a set of item ids that is kept with what else was typed.
export function rubricPanel({ t, items, ticked, changed, edit }) {
  for (const id of ticked) if (!items.some((item) => item.id === id)) ticked.delete(id); // retired since
  const boxes = items.map((item, index) => {
    const box = h("input", { type: "checkbox", on: { change: () => toggle(item.id, box.checked) } });
    box.checked = ticked.has(item.id);
    const points = t(item.points === 1 ? "review.rubric.points.one" : "review.rubric.points.many", { points: pointsText(item.points) });
    return { item, box, label: h("label", { class: "bht-check bhr-item" }, box,
      h("kbd", { "aria-hidden": "true" }, index < 9 ? String(index + 1) : ""),
      h("span", {}, item.text, " ", h("strong", {}, points))) };
  });
  const element = h("fieldset", { class: "bhr-rubric" },
    h("legend", { class: "bht-subtitle" }, t("review.rubric")),
    boxes.map((one) => one.label), edit?.element);

  function toggle(id, on) {
    if (on) ticked.add(id);
    else ticked.delete(id);
    changed();
  }

  return {
    element,
    earned: () => items.reduce((sum, item) => sum + (ticked.has(item.id) ? item.points : 0), 0),
    press(number) {
      const one = boxes[number - 1];
      if (!one) return false;
      one.box.checked = !one.box.checked;
      toggle(one.item.id, one.box.checked);
      return true;
    },
  };
}

// Change the rubric itself: texts, points, new items, retired items. First it is shown whom it moves.
export function rubricEditor({ t, items, most, who, ask, applied, announce }) {
  let rows = items.map((item) => row(item));
  const list = h("ol", { class: "bhr-edit-rows" }, rows.map((one) => one.element));
  const total = h("p", { class: "bht-hint", "aria-live": "polite" });
  const reason = h("textarea", { id: uid("rubric-reason"), class: "bht-input bht-area", rows: "2", maxlength: "2000" });
  const result = h("div", { class: "bhr-preview", role: "status", tabindex: "-1" });
  const apply = h("button", { type: "button", class: "bht-button bht-primary", disabled: true, on: { click: () => send(true) } }, t("review.rubric.apply"));
  const element = h("details", { class: "bht-more bhr-edit" }, h("summary", {}, t("review.rubric.edit")),
    h("p", { class: "bht-hint" }, t("review.rubric.edit.about", { most: pointsText(most) })),
    list,
    h("button", { type: "button", class: "bht-button bht-quiet", on: { click: add } }, t("review.rubric.add")),
    total,
    h("label", { class: "bht-label", for: reason.id }, t("review.rubric.reason")), reason,
    h("p", { class: "bhr-buttons" },
      h("button", { type: "button", class: "bht-button", on: { click: () => send(false) } }, t("review.rubric.preview")), apply),
    result);
  sum();

  function row(item) {
    const text = h("textarea", { id: uid("item"), class: "bht-input bht-area", rows: "2", maxlength: "500", value: item.text, on: { input: stale } });
    const points = h("input", { id: uid("points"), class: "bht-input", type: "number", min: "0", max: String(most), step: "1", value: String(item.points), on: { input: stale } });
    const retire = h("button", { type: "button", class: "bht-button bht-quiet", on: { click: () => remove(one) } }, t("review.rubric.retire"));
    const one = {
      id: item.id, text, points,
      element: h("li", {}, h("div", { class: "bhr-edit-text" }, h("label", { class: "bht-label", for: text.id }, t("review.rubric.text")), text),
        h("div", {}, h("label", { class: "bht-label", for: points.id }, t("review.rubric.worth")), points), retire),
    };
    return one;
  }

  function add() {
    const one = row({ id: null, text: "", points: 1 });
    rows.push(one);
    list.append(one.element);
    one.text.focus();
    stale();
  }

  function remove(one) {
    const at = rows.indexOf(one);
    rows = rows.filter((other) => other !== one);
    one.element.remove();
    (rows[Math.min(at, rows.length - 1)]?.text ?? reason).focus();
    announce(t("review.rubric.retired"));
    stale();
  }

  function sum() {
    const points = rows.reduce((all, one) => all + (Number(one.points.value) || 0), 0);
    say(total, t("review.rubric.sum", { points: pointsText(points), most: pointsText(most) }));
    setAttribute(total, "data-tone", points === most ? null : "warn");
  }

  // What was shown no longer holds once something is changed.
  function stale() {
    sum();
    apply.disabled = true;
    result.replaceChildren();
  }

  async function send(now) {
    const wanted = rows.map((one) => ({ id: one.id, text: one.text.value, points: Number(one.points.value) }));
    const reply = await ask(now ? "rubric-apply" : "rubric-preview", { items: wanted, why: reason.value });
    if (reply.problem) {
      result.replaceChildren(h("p", { class: "bht-notice", "data-tone": "wrong" }, reply.problem));
      return;
    }
    if (now) {
      applied(reply);
      return;
    }
    apply.disabled = false;
    const moved = reply.moved.map((one) => h("li", {}, t("review.rubric.moved", { who: who(one.who), was: pointsText(one.was), now: pointsText(one.now) })));
    result.replaceChildren(
      h("p", {}, t(moved.length === 0 ? "review.rubric.moves.none" : moved.length === 1 ? "review.rubric.moves.one" : "review.rubric.moves.many", { n: moved.length })),
      h("ul", { class: "bht-ordered" }, moved));
  }

  return { element };
}
