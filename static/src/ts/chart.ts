// Entry for pages with charts: every [data-chart] draws the figure of its data-chart-source.
import { drawChart, type Figure } from "./lib/chart";
import { readJson } from "./lib/http";

function prepare(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLElement>("[data-chart]:not(.is-drawn)")) {
    void drawChart(element, readJson<Figure>(element.dataset.chartSource ?? ""));
  }
}

prepare(document);
document.body.addEventListener("htmx:load", (event) => prepare((event.target as HTMLElement).parentElement ?? document));
