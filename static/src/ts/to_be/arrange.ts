// Two diagrams: one above the other or side by side, as the person last chose.
import { diagramOf } from "../lib/diagram";

const KEY = "process-arrangement";
const CLASSES = ["split--stack", "split--even"];

function arrange(group: HTMLElement, chosen: string): void {
  const place = document.getElementById(group.dataset.arrange ?? "");
  if (!place || !CLASSES.includes(chosen)) return;
  place.classList.remove(...CLASSES);
  place.classList.add(chosen);
  for (const button of group.querySelectorAll<HTMLElement>("[data-arrangement]")) {
    button.setAttribute("aria-pressed", String(button.dataset.arrangement === chosen));
  }
  for (const figure of place.querySelectorAll<HTMLElement>("[data-diagram]")) diagramOf(figure)?.open();
}

export function watchArrangement(group: HTMLElement): void {
  arrange(group, localStorage.getItem(KEY) ?? "split--stack");
  group.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-arrangement]") : null;
    const chosen = button?.dataset.arrangement;
    if (!chosen) return;
    localStorage.setItem(KEY, chosen);
    arrange(group, chosen);
  });
}
