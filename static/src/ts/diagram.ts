// Entry for pages with diagrams: every [data-diagram] of the page, also those that htmx brings later.
import { diagramOf } from "./lib/diagram";

function prepare(root: Document | Element): void {
  if (root instanceof HTMLElement && root.matches("[data-diagram]")) diagramOf(root);
  for (const figure of root.querySelectorAll<HTMLElement>("[data-diagram]")) diagramOf(figure);
}

prepare(document);
document.body.addEventListener("htmx:load", (event) => prepare(event.target as Element));

// Links of findings (data-lights, to the figure's anchor): the page moves to the figure and the shape lights up.
document.body.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-lights]") : null;
  const figure = link && document.getElementById(link.hash.slice(1));
  if (figure && link.dataset.lights) diagramOf(figure)?.hold(link.dataset.lights);
});
