// Tabs inside a page: `<div role="tablist" data-tabs>` whose buttons name their panel in aria-controls.

function choose(list: Element, chosen: HTMLElement): void {
  for (const tab of list.querySelectorAll<HTMLElement>("[role=tab]")) {
    const selected = tab === chosen;
    tab.setAttribute("aria-selected", String(selected));
    tab.tabIndex = selected ? 0 : -1;
    const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
    if (panel) panel.hidden = !selected;
  }
}

function neighbour(list: Element, tab: HTMLElement, key: string): HTMLElement | undefined {
  const tabs = [...list.querySelectorAll<HTMLElement>("[role=tab]")];
  const step = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
  return step ? tabs.at((tabs.indexOf(tab) + step) % tabs.length) : undefined;
}

function prepare(list: HTMLElement): void {
  list.dataset.ready = "";
  const first = list.querySelector<HTMLElement>("[role=tab][aria-selected=true]") ?? list.querySelector<HTMLElement>("[role=tab]");
  if (first) choose(list, first);
  list.addEventListener("click", (event) => {
    const tab = event.target instanceof Element ? event.target.closest<HTMLElement>("[role=tab]") : null;
    if (tab) choose(list, tab);
  });
  list.addEventListener("keydown", (event) => {
    const next = event.target instanceof HTMLElement ? neighbour(list, event.target, event.key) : undefined;
    if (!next) return;
    choose(list, next);
    next.focus();
  });
}

export function makeTabs(root: ParentNode): void {
  for (const list of root.querySelectorAll<HTMLElement>("[data-tabs]:not([data-ready])")) prepare(list);
}
