// Runs when all cells are there: is the Python behind the page alive, who is signed in, the card.

window.voila_finish();
document.getElementById("bh-reload").addEventListener("click", () => location.reload());

{
  const id = JSON.parse(document.getElementById("jupyter-config-data").textContent).kernelId;
  const base = document.body.dataset.base;
  const manager = "manager" in document.body.dataset; // in JupyterLab's own server
  const header = document.getElementById("bh-who");
  const name = (who) => {
    if (header) header.textContent = who || "Not signed in";
  };
  const pulse = async () => {
    const reply = await fetch(`${base}${manager ? "api/kernels" : "pulse"}/${id}`, { cache: "no-store" });
    const told = await reply.json();
    name(told.who);
    return reply.ok && (manager || told.alive);
  };
  let misses = 0;
  const listen = async () => {
    let alive = false;
    try {
      alive = await pulse();
    } catch {
      alive = false;
    }
    misses = alive ? 0 : misses + 1;
    document.getElementById("bh-lost").hidden = misses < 2;
  };
  setInterval(listen, 3000);
  // The start page says at once who signed in or out.
  new MutationObserver(() => {
    const said = document.querySelector("[data-bh-who]");
    if (said) name(said.dataset.bhWho);
  }).observe(document.getElementById("bh-cells"), { childList: true, subtree: true });
  // JupyterLab ends a kernel whose page is closed by itself, after a while.
  if (!manager) window.addEventListener("pagehide", () => navigator.sendBeacon(`${base}voila/api/shutdown/${id}`));
}

// The card of a lesson is what its page prints (see page.css).
for (const card of document.querySelectorAll(".celltag_card")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "bh-print";
  button.textContent = "Print this card";
  button.addEventListener("click", () => window.print());
  card.closest(".jp-Cell").after(button);
}
