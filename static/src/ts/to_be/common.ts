// The list of the common as-is: where each step went, with the reason of what is removed, and the way back.
import { type CommonStep, type PageData, type Removed, say } from "./types";

export interface CommonActions {
  restore(key: string): void;
  edit(key: string, field: "measure" | "reason", value: string): void;
  remove(key: string): void;
}

function cell(...content: (Node | string)[]): HTMLTableCellElement {
  const made = document.createElement("td");
  made.append(...content);
  return made;
}

function button(words: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button--text button--small";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

function badge(words: string): HTMLElement {
  const made = document.createElement("span");
  made.className = "change change--removed";
  made.textContent = words;
  return made;
}

function measureField(page: PageData, step: CommonStep, change: (value: string) => void): HTMLSelectElement {
  const made = document.createElement("select");
  made.className = "input input--small";
  made.setAttribute("aria-label", say(page, "measureOf", { name: step.name }));
  const choices = page.columns.find((column) => column.key === "measure")?.choices ?? [];
  made.append(new Option("", ""), ...choices.map(({ value, label }) => new Option(label, value)));
  made.value = step.measure;
  made.addEventListener("change", () => change(made.value));
  return made;
}

function reasonField(page: PageData, step: CommonStep, change: (value: string) => void): HTMLInputElement {
  const made = document.createElement("input");
  made.className = "input input--small";
  made.maxLength = 200;
  made.value = step.reason;
  made.setAttribute("aria-label", say(page, "reasonOf", { name: step.name }));
  made.addEventListener("change", () => change(made.value));
  return made;
}

function line(page: PageData, step: CommonStep, actions: CommonActions): HTMLTableRowElement {
  const made = document.createElement("tr");
  const head = document.createElement("th");
  head.scope = "row";
  head.textContent = step.name;
  const number = cell(step.number);
  number.className = "nowrap";
  made.append(number, head);
  if (step.state === "removed") {
    made.append(
      cell(badge(say(page, "removed"))),
      cell(measureField(page, step, (value) => actions.edit(step.key, "measure", value))),
      cell(reasonField(page, step, (value) => actions.edit(step.key, "reason", value))),
      cell(button(say(page, "restore"), () => actions.restore(step.key))),
    );
    return made;
  }
  const isOpen = step.state === "open";
  const place = isOpen ? Object.assign(document.createElement("strong"), { textContent: say(page, "open") }) : say(page, "goesTo", { numbers: step.numbers });
  const ways = isOpen ? [button(say(page, "removeOk"), () => actions.remove(step.key)), button(say(page, "keep"), () => actions.restore(step.key))] : [];
  made.append(cell(place), cell(), cell(), cell(...ways));
  return made;
}

/** Draws the list anew, unless the person is just typing into it. */
export function showCommon(page: PageData, steps: CommonStep[], actions: CommonActions): void {
  const place = document.querySelector("[data-common]");
  if (!place || place.contains(document.activeElement)) return;
  place.replaceChildren(...steps.map((step) => line(page, step, actions)));
}

/** The removed steps with one cell changed. */
export function editRemoved(removed: Removed[], key: string, field: string, value: string): Removed[] {
  return removed.map((item) => (item.common_key === key ? { ...item, [field]: value } : item));
}
