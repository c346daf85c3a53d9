// Ask bhtrain every few seconds whether it is still there, and say so when it is not.

const EVERY = 3000;
const PATIENCE = 4000;
const STEP = 500;

export function watchConnection(model, onChange) {
  let number = 0;
  let asked = 0; // when the question that waits for its answer was put; 0 when none waits
  let last = 0;
  let lost = false;

  function ask() {
    number += 1;
    last = Date.now();
    if (!asked) asked = last;
    try {
      model.send({ type: "ping", number });
    } catch {
      // No connection at all: the missing answer is noticed below.
    }
  }

  function hear(message) {
    if (message?.type !== "pong") return;
    asked = 0;
    if (lost) {
      lost = false;
      onChange(false);
    }
  }

  function look() {
    if (document.visibilityState === "hidden") return;
    const now = Date.now();
    if (asked && !lost && now - asked > PATIENCE) {
      lost = true;
      onChange(true);
    }
    if (now - last > EVERY) ask();
  }

  // A page that slept is not a page that was cut off: start counting anew when it is seen again.
  function wake() {
    if (document.visibilityState === "visible" && !lost) asked = 0;
  }

  model.on("msg:custom", hear);
  document.addEventListener("visibilitychange", wake);
  const timer = window.setInterval(look, STEP);
  return () => {
    window.clearInterval(timer);
    model.off("msg:custom", hear);
    document.removeEventListener("visibilitychange", wake);
  };
}
