// Mark several sentences at once: by dragging over them, or with Shift and an arrow key.

// `buttons` are the sentences in order, `targets` holds what they are marked for, and `told` says
// what became of a run: told(first, last, whether it is marked now).
export function markRuns({ list, buttons, targets, told }) {
  let drag = null; // {start, now}: where the pointer went down, and the sentence it is over
  let held = null; // {start, before}: where Shift was pressed first, and what was marked then

  const span = (one, other) => {
    const first = Math.min(one, other);
    return Array.from({ length: Math.abs(one - other) + 1 }, (_, index) => first + index);
  };
  const numberAt = (element) => {
    const button = element.closest?.(".bht-sentence");
    return button && list.contains(button) ? buttons.indexOf(button) + 1 : 0;
  };

  // A finger scrolls and taps; only a mouse or a pen drags. Modifier keys are the browser's.
  list.addEventListener("pointerdown", (event) => {
    held = null;
    const other = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey;
    const start = numberAt(event.target);
    if (event.button !== 0 || event.pointerType === "touch" || other || !start) return;
    stop();
    drag = { start, now: start };
    window.addEventListener("pointermove", over);
    window.addEventListener("pointerup", drop);
    window.addEventListener("pointercancel", stop);
    window.addEventListener("keydown", cancel, true);
  });

  // Within one sentence the browser selects text to copy; from the next one on we mark.
  function over(event) {
    const now = numberAt(event.target);
    if (!now || now === drag.now) return;
    drag.now = now;
    list.toggleAttribute("data-dragging", true);
    window.getSelection()?.removeAllRanges();
    paint(span(drag.start, now));
  }

  // Back on the first sentence it is a click like any other, which the button hears itself.
  function drop() {
    const { start, now } = drag;
    stop();
    if (start === now) return;
    window.getSelection()?.removeAllRanges();
    const run = span(start, now);
    const before = targets.evidence();
    const mark = !run.every((number) => before.includes(number)); // all marked: take them back
    put(before, run, mark);
  }

  function cancel(event) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    stop();
  }

  function stop() {
    drag = null;
    paint([]);
    list.toggleAttribute("data-dragging", false);
    window.removeEventListener("pointermove", over);
    window.removeEventListener("pointerup", drop);
    window.removeEventListener("pointercancel", stop);
    window.removeEventListener("keydown", cancel, true);
  }

  function paint(run) {
    buttons.forEach((button, index) => button.toggleAttribute("data-run", run.includes(index + 1)));
  }

  function put(before, run, mark) {
    targets.put(mark ? [...before, ...run] : before.filter((number) => !run.includes(number)));
    told(run[0], run.at(-1), mark);
  }

  list.addEventListener("focusout", (event) => {
    if (!list.contains(event.relatedTarget)) held = null;
  });

  return {
    // Shift and an arrow key went from one sentence to another: going back takes the last one off.
    extend(from, to) {
      held ??= { start: from, before: targets.evidence() };
      put(held.before, span(held.start, to), true);
    },
    release() {
      held = null;
    },
  };
}

// Whether the mouse selected words of this sentence, to copy them, instead of clicking on it.
export function selectsIn(element) {
  const selection = window.getSelection();
  return !selection.isCollapsed && element.contains(selection.anchorNode) && element.contains(selection.focusNode);
}
