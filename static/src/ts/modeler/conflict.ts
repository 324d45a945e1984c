// Somebody else has saved first: what differs, and three ways to go on. Nothing is overwritten without being kept.
import { make } from "./panel/controls";
import type { Conflict } from "./types";
import { word } from "./words";

export type Choice = "merge" | "theirs" | "mine";

function fill(dialog: HTMLDialogElement, conflict: Conflict): void {
  const put = (name: string, ...nodes: (Node | string)[]) => dialog.querySelector(`[data-conflict-${name}]`)?.replaceChildren(...nodes);
  put("title", word("conflictTitle", { name: conflict.saved_by, time: conflict.saved_at }));
  const rows = conflict.conflicts.map(({ name, what, mine, theirs }) => make("tr", {}, ...[`${name} ${what}`, mine, theirs].map((words) => make("td", { textContent: words }))));
  put("rows", ...rows);
  put("none", rows.length ? "" : word("conflictNone"));
  dialog.querySelector("[data-conflict-table]")?.toggleAttribute("hidden", rows.length === 0);
  dialog.querySelector<HTMLAnchorElement>("[data-conflict-kept]")?.setAttribute("href", conflict.kept_url);
}

/** Asks what to go on with; the dialog comes back when it is left without a choice, for saving has stopped. */
export function askAboutConflict(dialog: HTMLDialogElement, conflict: Conflict): Promise<Choice> {
  fill(dialog, conflict);
  if (!dialog.open) dialog.showModal();
  return new Promise((resolve) => {
    const asking = new AbortController();
    const choose = (event: Event) => {
      const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-choose]") : null;
      if (!button) return;
      asking.abort();
      dialog.close();
      resolve(button.dataset.choose as Choice);
    };
    dialog.addEventListener("click", choose, { signal: asking.signal });
    dialog.addEventListener("close", () => dialog.showModal(), { signal: asking.signal });
  });
}
