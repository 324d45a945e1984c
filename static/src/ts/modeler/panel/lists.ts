// Lists of the panel: forms with their sheets, and evidence.
import type { Moddle, Shape } from "../bpmn";
import { readAmount, readDate } from "../amounts";
import { stepOf } from "../step";
import type { EvidenceItem } from "../types";
import { word } from "../words";
import { choiceControl, type Control, make, textControl } from "./controls";
import type { PanelContext } from "./context";

type Item = Record<string, string>;

function itemsOf(element: Shape, name: string, keys: string[]): Item[] {
  const parts = (stepOf(element)?.get(name) ?? []) as Moddle[];
  return parts.map((part) => Object.fromEntries(keys.map((key) => [key, (part.get(key) as string | undefined) ?? ""])));
}

function button(words: string, label: string, act: () => void): HTMLButtonElement {
  const made = make("button", { type: "button", className: "button button--text button--small", textContent: words });
  made.setAttribute("aria-label", label);
  made.addEventListener("click", act);
  return made;
}

/** Forms read or made, one line each. */
export function formsControl(context: PanelContext, name: "formRead" | "formMade", title: string): Control {
  const { element, commands, page } = context;
  const list = make("div", { className: "panel__stack" });
  const node = make("fieldset", { className: "panel__group" }, make("legend", { className: "panel__legend", textContent: title }), list);
  let items: Item[] = [];
  let parts: Control[] = [];

  const store = () => commands.setList(element, name, items.filter((item) => item.name).map((item) => ({ name: item.name ?? "", sheets: item.sheets || "1" })));
  const put = (at: number, key: string, value: string) => {
    items[at] = { ...items[at], [key]: value };
    if (items[at].name) store();
  };
  const line = (item: Item, at: number): HTMLElement => {
    const id = `panel-${name}-${at}`;
    const named = textControl({ id, label: word("formName"), suggestions: page.vocabulary.forms, read: () => items[at]?.name ?? "", write: (value) => put(at, "name", value.trim()) });
    const check = (typed: string) => ("wrong" in readAmount(typed) ? word("wrongNumber") : "");
    const sheets = textControl({
      id: `${id}-sheets`, label: word("sheets"), decimal: true, check,
      read: () => items[at]?.sheets ?? "", write: (typed) => put(at, "sheets", (readAmount(typed) as { value: string }).value),
    });
    parts.push(named, sheets);
    const drop = button(word("remove"), word("removeNamed", { name: item.name ?? "" }), () => {
      items.splice(at, 1);
      draw();
      store();
    });
    return make("div", { className: "panel__line" }, named.node, sheets.node, drop);
  };
  const draw = () => {
    parts = [];
    list.replaceChildren(...items.map(line));
  };
  node.append(
    button(`＋ ${word("addForm")}`, `${title}: ${word("addForm")}`, () => {
      items.push({ name: "", sheets: "1" });
      draw();
      list.querySelector<HTMLInputElement>(".panel__line:last-child input")?.focus();
    }),
  );
  const refresh = () => {
    const found = itemsOf(element, name, ["name", "sheets"]);
    if (list.contains(document.activeElement) || JSON.stringify(found) === JSON.stringify(items)) return;
    items = found;
    draw();
  };
  refresh();
  return { node, refresh, flush: () => parts.forEach((part) => part.flush()) };
}

const EVIDENCE = ["kind", "confidence", "source", "reference", "respondentPost", "obtainedOn"];

function labelOf(choices: { value: string; label: string }[], value: string): string {
  return choices.find((choice) => choice.value === value)?.label ?? value;
}

function addressOf(context: PanelContext, reference: string): string {
  const known = Object.values(context.page.evidence).flat() as EvidenceItem[];
  return (reference && known.find((each) => each.reference === reference)?.url) || "";
}

function evidenceLine(context: PanelContext, item: Item, drop: () => void): HTMLElement {
  const { evidenceKinds, confidences } = context.page.vocabulary;
  const line = make("li", { className: "panel__evidence" });
  line.append(make("span", { className: "tag", textContent: labelOf(evidenceKinds, item.kind ?? "") }));
  const said = [item.source, item.respondentPost, item.obtainedOn].filter(Boolean).join("、");
  line.append(` ${said} `, make("span", { className: "small muted", textContent: `${word("evidenceSure")}: ${labelOf(confidences, item.confidence || "middle")}` }));
  const url = addressOf(context, item.reference ?? "");
  if (url) line.append(" ", make("a", { href: url, target: "_blank", rel: "noopener", textContent: word("evidenceOpen") }));
  line.append(" ", button(word("remove"), word("evidenceRemove"), drop));
  return line;
}

/** The form with which evidence is added. */
function evidenceForm(context: PanelContext, add: (item: Item) => void): { node: HTMLDetailsElement; ask: HTMLElement } {
  const { evidenceKinds, confidences } = context.page.vocabulary;
  const first = { kind: "estimated", confidence: "middle", source: "", respondentPost: "", obtainedOn: "" };
  const draft: Record<string, string> = { ...first };
  const slot = (key: string) => ({ id: `panel-evidence-${key}`, read: () => draft[key] ?? "", write: (value: string) => void (draft[key] = value.trim()) });
  const date = slot("obtainedOn");
  const controls = [
    choiceControl({ ...slot("kind"), label: word("evidenceKind"), choices: evidenceKinds }),
    textControl({ ...slot("source"), label: word("evidenceSource") }),
    textControl({ ...slot("respondentPost"), label: word("evidenceWho") }),
    textControl({
      ...date, label: word("evidenceDate"), hint: word("evidenceDateHint"),
      check: (typed) => ("wrong" in readDate(typed) ? word("wrongDate") : ""),
    }),
    choiceControl({ ...slot("confidence"), label: word("evidenceSure"), choices: confidences }),
  ];
  const ask = make("p", { className: "panel__ask", hidden: true, textContent: word("evidenceAsk") });
  const done = make("button", { type: "button", className: "button button--secondary button--small", textContent: word("evidenceAdd") });
  const body = make("div", { className: "panel__stack" }, ...controls.map((control) => control.node), done);
  const node = make("details", { className: "more" }, make("summary", { textContent: word("evidenceAdd") }), ask, body);
  done.addEventListener("click", () => {
    controls.forEach((control) => control.flush());
    const day = readDate(draft.obtainedOn ?? "");
    if ("wrong" in day || body.querySelector('[aria-invalid="true"]')) return;
    add({ ...draft, obtainedOn: day.value });
    Object.assign(draft, first);
    controls.forEach((control) => control.refresh());
    ask.hidden = true;
    node.open = false;
  });
  return { node, ask };
}

export interface EvidenceControl extends Control {
  /** Opens the form after a value has been changed. */
  ask(): void;
}

export function evidenceControl(context: PanelContext): EvidenceControl {
  const { element, commands } = context;
  const list = make("ul", { className: "panel__list" });
  const none = make("p", { className: "muted small", textContent: word("evidenceNone") });
  const filled = (item: Item) => Object.fromEntries(Object.entries(item).filter(([, value]) => value));
  let items: Item[] | null = null;
  const store = (changed: Item[]) => {
    commands.setList(element, "evidence", changed.map(filled));
    refresh();
  };
  const refresh = () => {
    const found = itemsOf(element, "evidence", EVIDENCE);
    if (JSON.stringify(found) === JSON.stringify(items)) return;
    items = found;
    none.hidden = found.length > 0;
    list.replaceChildren(...found.map((item, at) => evidenceLine(context, item, () => store(found.filter((_, index) => index !== at)))));
  };
  const form = evidenceForm(context, (item) => store([...(items ?? []), item]));
  const legend = make("legend", { className: "panel__legend", textContent: word("evidence") });
  const node = make("fieldset", { className: "panel__group" }, legend, none, list, form.node);
  refresh();
  const ask = () => {
    form.ask.hidden = false;
    form.node.open = true;
  };
  return { node, refresh, flush: () => undefined, ask };
}
