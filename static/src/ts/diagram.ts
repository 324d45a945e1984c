// Entry for pages with diagrams: every [data-diagram] of the page, also those that htmx brings later.
import { diagramOf } from "./lib/diagram";

function prepare(root: Document | Element): void {
  if (root instanceof HTMLElement && root.matches("[data-diagram]")) diagramOf(root);
  for (const figure of root.querySelectorAll<HTMLElement>("[data-diagram]")) diagramOf(figure);
}

prepare(document);
document.body.addEventListener("htmx:load", (event) => prepare(event.target as Element));
