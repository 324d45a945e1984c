// Something that appears on the page must not move what a person is about to click or is typing into.

/** The part of the page in which the person works: where the focus, the chosen cell or the pointer is. */
function inUse(): Element | null {
  const focused = document.activeElement?.closest("section");
  return focused ?? document.querySelector("section .highlight-selected")?.closest("section") ?? document.querySelector("section:hover");
}

/** Does `change`, which may move the page, and scrolls so that the part in use stays where it was. */
export function steadily(change: () => void): void {
  const part = inUse();
  const before = part?.getBoundingClientRect().top ?? 0;
  change();
  const moved = part ? part.getBoundingClientRect().top - before : 0;
  if (moved) window.scrollBy({ top: moved, behavior: "instant" });
}
