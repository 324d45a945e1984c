// The question before a change of rows: which measure, why, which system.
import { type PageData, say } from "./types";

export interface Answer {
  measure: string;
  reason: string;
  system: string;
}

function field(id: string): HTMLInputElement | HTMLSelectElement {
  return document.getElementById(id) as HTMLInputElement | HTMLSelectElement;
}

/** Asks for what a change needs; null where the person thinks better of it. `names` are the rows concerned. */
export function ask(page: PageData, act: string, names: string): Promise<Answer | null> {
  const dialog = document.getElementById("change-dialog") as HTMLDialogElement;
  for (const part of dialog.querySelectorAll<HTMLElement>("[data-for]")) {
    part.hidden = !part.dataset.for?.split(" ").includes(act);
  }
  const words: [string, string][] = [["title", say(page, `${act}Title`)], ["names", names], ["ok", say(page, `${act}Ok`)]];
  for (const [name, text] of words) {
    const place = dialog.querySelector<HTMLElement>(`[data-dialog-${name}]`);
    if (place) place.textContent = text;
  }
  const system = field("change-system") as HTMLInputElement;
  system.required = act === "automate";
  for (const id of ["change-system", "change-measure", "change-reason"]) field(id).value = "";
  dialog.returnValue = "cancel";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      const values = { measure: field("change-measure").value, reason: field("change-reason").value, system: system.value };
      resolve(dialog.returnValue === "ok" ? values : null);
    }, { once: true });
  });
}
