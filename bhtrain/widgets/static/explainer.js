// An explainer: a title, a picture to try out, its numbers in a table, and the rules behind it.

import { catalogue, h, uid } from "./dom.js";
import { gridView } from "./grid.js";
import { mapView } from "./map.js";
import { rulerView } from "./ruler.js";

const VIEWS = { ruler: rulerView, map: mapView, grid: gridView };

export function createExplainer() {
  return {
    render({ model, el }) {
      const data = model.get("data");
      const t = catalogue(model.get("texts"));
      const view = VIEWS[model.get("kind")]({ data, t });
      const title = h("p", { class: "bhx-title", id: uid("title") }, data.title);
      el.append(h("figure", { class: "bhx", "aria-labelledby": title.id },
        h("figcaption", {}, title, h("p", { class: "bhx-hint" }, data.day),
          data.about ? h("p", { class: "bhx-about" }, data.about) : null),
        view.element, numbers(data, t), rules(data, t)));
      return view.start();
    },
  };
}

function numbers(data, t) {
  const { head, rows } = data.table;
  const table = h("table", { class: "bhx-table" },
    h("caption", { class: "bhx-hidden" }, data.title),
    h("thead", {}, h("tr", {}, head.map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, rows.map(([first, ...rest]) => h("tr", {}, h("th", { scope: "row" }, first), rest.map((cell) => h("td", {}, cell))))));
  return h("details", { class: "bhx-more" }, h("summary", {}, t("explainer.table")),
    h("div", { class: "bhx-scroll", tabindex: "0", role: "region", "aria-label": t("explainer.table.scroll", { title: data.title }) }, table));
}

function rules(data, t) {
  if (!data.rules.length) return null;
  return h("details", { class: "bhx-more" }, h("summary", {}, t("explainer.rules")),
    h("ul", { class: "bhx-rules" }, data.rules.map((says) => h("li", {}, says))));
}
