// Runs before the page's cells arrive: the theme, and what Voilà calls while they do.
// Scripts stand in files, so that the page can refuse every script that stands in its text.

// Widgets read the theme from the body; it follows the person's system.
{
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const follow = () => {
    document.body.dataset.jpThemeLight = String(!dark.matches);
    document.body.dataset.jpThemeName = dark.matches ? "JupyterLab Dark" : "JupyterLab Light";
    document.body.classList.toggle("theme-dark", dark.matches);
    document.body.classList.toggle("theme-light", !dark.matches);
  };
  dark.addEventListener("change", follow);
  follow();
}

window.voila_heartbeat = () => {};
window.voila_process = () => {};
window.voila_finish = () => {
  if (!window.themeLoaded) {
    window.cellLoaded = true;
    return;
  }
  document.getElementById("bh-busy").hidden = true;
  document.body.dataset.ready = "yes";
};
