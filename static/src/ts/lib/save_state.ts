// The line in the action bar that says whether the work is saved.
import { setDirty } from "./guard";
import { text } from "./text";

export type SaveState = "dirty" | "saving" | "saved" | "error";

const WORDS = { dirty: "dirty", saving: "saving", saved: "saved", error: "saveFailed" } as const;

function clock(now: Date): string {
  return now.toLocaleTimeString("ja-JP", { hour: "2-digit", minute: "2-digit" });
}

/** Shows the state in every `[data-save-state]` of the page; `detail` replaces the standing words of an error. */
export function showSaveState(state: SaveState, detail = ""): void {
  setDirty(state !== "saved");
  const words = detail || text(WORDS[state], { time: clock(new Date()) });
  for (const place of document.querySelectorAll<HTMLElement>("[data-save-state]")) {
    place.dataset.state = state;
    place.textContent = words;
  }
}
