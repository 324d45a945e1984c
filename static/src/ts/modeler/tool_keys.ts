// The tools of bpmn-js as buttons: reached by Tab, walked through with the arrow keys, used with Enter or the space bar.
import type { BpmnTool } from "./bpmn";

const ENTRY = ".entry";
const STEPS: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

function entriesOf(place: Element): HTMLElement[] {
  return [...place.querySelectorAll<HTMLElement>(ENTRY)];
}

/** One of the entries is a stop of Tab; the arrow keys lead to the others. */
function asButtons(place: Element): void {
  const entries = entriesOf(place);
  const stop = entries.find((entry) => entry.tabIndex === 0) ?? entries[0];
  for (const entry of entries) {
    entry.setAttribute("role", "button");
    if (!entry.hasAttribute("aria-label") && entry.title) entry.setAttribute("aria-label", entry.title);
    entry.tabIndex = entry === stop ? 0 : -1;
  }
}

function walk(place: Element, from: HTMLElement, by: number): void {
  const entries = entriesOf(place);
  const to = entries[(entries.indexOf(from) + by + entries.length) % entries.length];
  if (!to) return;
  from.tabIndex = -1;
  to.tabIndex = 0;
  to.focus();
}

/** The tools are drawn anew by many actions, and the focus would be gone with the pressed one. */
function press(entry: HTMLElement, leave: () => void): void {
  entry.click();
  window.setTimeout(() => document.activeElement === document.body && leave());
}

function listen(place: Element, leave: () => void): void {
  place.addEventListener("keydown", (event) => {
    const { key, target } = event as KeyboardEvent;
    if (!(target instanceof HTMLElement) || !target.matches(ENTRY)) return;
    const by = STEPS[key];
    if (by) walk(place, target, by);
    else if (key === "Enter" || key === " ") press(target, leave);
    else if (key === "Escape") leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

/** Makes the palette and the actions of a chosen element usable without a mouse. */
export function addToolKeys(tool: BpmnTool, words: { palette: string; actions: string }): void {
  const container = tool.get("canvas").getContainer();
  const toDiagram = () => tool.get("canvas").focus();
  const palette = container.querySelector<HTMLElement>(".djs-palette");
  if (palette) {
    palette.setAttribute("role", "toolbar");
    palette.setAttribute("aria-label", words.palette);
    asButtons(palette);
    listen(palette, toDiagram);
    new MutationObserver(() => asButtons(palette)).observe(palette, { childList: true, subtree: true });
  }
  tool.get("eventBus").on("contextPad.open", ({ current }: { current: { html: HTMLElement } }) => {
    const pad = current.html;
    asButtons(pad);
    if (pad.getAttribute("role")) return;
    pad.setAttribute("role", "toolbar");
    pad.setAttribute("aria-label", words.actions);
    listen(pad, toDiagram);
  });
}
