// The panel of a step.
import type { Choice } from "../../lib/grid";
import { type Amount, type Share, readAmount, readMinutes } from "../amounts";
import { is, type Moddle, type Shape } from "../bpmn";
import { taskOf, workKindOf } from "../identity";
import { extension, laneOf, poolOf, stepOf } from "../step";
import { word, type WordKey } from "../words";
import { checkControl, choiceControl, type Control, group, make, textControl } from "./controls";
import type { PanelContext } from "./context";
import { evidenceControl, formsControl } from "./lists";

const WRONG: Record<string, WordKey> = { number: "wrongNumber", minutes: "wrongMinutes", noDays: "noDays", share: "wrongShare", date: "wrongDate" };

export function wrongWords(amount: Amount | Share): string {
  return "wrong" in amount ? word(WRONG[amount.wrong] ?? "wrongNumber") : "";
}

function valueOf(amount: Amount): string {
  return "wrong" in amount ? "" : amount.value;
}

function attribute(element: Shape, name: string): string {
  return (stepOf(element)?.get(name) as string | undefined) ?? "";
}

type Reader = (typed: string) => Amount;
const minutes: Reader = (typed) => readMinutes(typed, false);
const elapsed: Reader = (typed) => readMinutes(typed, true);

/** A figure of the step. */
function amount(context: PanelContext, name: string, label: WordKey, reader: Reader, changed: () => void, hint = ""): Control {
  const { element, commands } = context;
  return textControl({
    id: `panel-${name}`,
    label: word(label),
    hint,
    decimal: true,
    read: () => attribute(element, name),
    check: (typed) => wrongWords(reader(typed)),
    write: (typed) => {
      commands.setStep(element, { [name]: valueOf(reader(typed)) });
      changed();
    },
  });
}

const BOUNDS = ["minimum", "likely", "maximum"] as const;
type Bounds = Record<(typeof BOUNDS)[number], string>;

function wrongBounds({ minimum, likely, maximum }: Bounds): string {
  if (!likely) return minimum || maximum ? word("likelyMissing") : "";
  const isOrdered = Number(minimum || likely) <= Number(likely) && Number(likely) <= Number(maximum || likely);
  return isOrdered ? "" : word("wrongOrder");
}

/** Minimum, likely and maximum: they are checked and stored together, so that no half of them stands in the diagram. */
function handling(context: PanelContext, changed: () => void): Control {
  const { element, commands } = context;
  const part = () => stepOf(element)?.get("handlingMinutes") as Moddle | undefined;
  const stored = (bound: string) => (part()?.get(bound) as string | undefined) ?? "";
  const typed = (bound: string) => document.querySelector<HTMLInputElement>(`#panel-${bound}`)?.value ?? stored(bound);
  const bounds = () => Object.fromEntries(BOUNDS.map((bound) => [bound, valueOf(minutes(typed(bound)))])) as Bounds;
  const store = () => {
    const now = bounds();
    if (BOUNDS.every((bound) => now[bound] === stored(bound))) return;
    commands.setHandling(element, now);
    for (const control of controls) control.flush(); // one that waited for another may be right now
    changed();
  };
  const controls: Control[] = BOUNDS.map((bound) =>
    textControl({
      id: `panel-${bound}`,
      label: word(bound),
      decimal: true,
      read: () => stored(bound),
      check: (words) => wrongWords(minutes(words)) || wrongBounds(bounds()),
      write: store,
    }),
  );
  const fields = group(word("handling"), controls, true);
  fields.node.append(make("p", { className: "field__hint", textContent: word("handlingHint") }));
  return fields;
}

/** How far something must go to stand inside a band: not at all where it does, else to its middle. */
function shiftInto(at: number, size: number, band: number, bandSize: number): number {
  const isInside = at >= band && at + size <= band + bandSize;
  return isInside ? 0 : Math.round(band + bandSize / 2 - (at + size / 2));
}

function performer(context: PanelContext): Control {
  const { tool, element } = context;
  const lanes = () => tool.get("elementRegistry").filter((shape) => is(shape, "bpmn:Lane") && !shape.labelTarget && poolOf(shape) === poolOf(element) && !shape.children?.some((child) => is(child, "bpmn:Lane")));
  const choices: Choice[] = lanes().map((lane) => ({ value: lane.id, label: (lane.businessObject.name as string | undefined) ?? lane.id }));
  const here = () => laneOf(tool, element);
  const move = (id: string) => {
    const to = lanes().find((lane) => lane.id === id);
    if (!to) return;
    const across = { x: shiftInto(element.x, element.width, to.x, to.width), y: shiftInto(element.y, element.height, to.y, to.height) };
    tool.get("modeling").moveElements([element], across);
  };
  const none = attribute(element, "performer") || word("performerNone");
  return choiceControl({ id: "panel-performer", label: word("performer"), choices, ...(here() ? {} : { none }), read: () => here()?.id ?? "", write: move });
}

/** The kind belongs to the lane: all its steps share it. */
function performerKind(context: PanelContext): Control {
  const { tool, commands, element, page } = context;
  const lane = () => laneOf(tool, element);
  const read = () => {
    const holder = lane();
    return (holder ? (extension(holder, "bpr:Performer")?.get("kind") as string | undefined) : undefined) ?? attribute(element, "performerKind");
  };
  const write = (kind: string) => {
    const holder = lane();
    commands.together(() => {
      commands.setStep(element, { performerKind: kind });
      if (holder) commands.setPerformerKind(holder, kind);
    });
  };
  return choiceControl({ id: "panel-performer-kind", label: word("performerKind"), choices: page.vocabulary.performerKinds, none: word("notSaid"), read, write });
}

function workKind(context: PanelContext): Control {
  const { tool, commands, element, page } = context;
  const write = (kind: string) => {
    const isPlain = element.type === "bpmn:Task" || ["manual", "user", "system"].some((each) => taskOf(each) === element.type);
    if (isPlain) tool.get("selection").select(tool.get("bpmnReplace").replaceElement(element, { type: taskOf(kind) }));
    else commands.setStep(element, { workKind: kind });
  };
  const read = () => attribute(element, "workKind") || workKindOf(element);
  return choiceControl({ id: "panel-work-kind", label: word("workKind"), choices: page.vocabulary.workKinds, read, write });
}

function toBe(context: PanelContext): Control {
  const { commands, element, page } = context;
  const { changes, measures, commonSteps } = page.vocabulary;
  const slot = (name: string) => ({ id: `panel-${name}`, none: word("notSaid"), read: () => attribute(element, name), write: (value: string) => commands.setStep(element, { [name]: value }) });
  const origins = () => ((stepOf(element)?.get("origin") ?? []) as Moddle[]).map((each) => each.get("key") as string);
  const origin = (key: string, name: string) =>
    checkControl({
      id: `panel-origin-${key}`,
      label: name,
      read: () => origins().includes(key),
      write: (chosen) => {
        const keys = chosen ? [...origins(), key] : origins().filter((each) => each !== key);
        commands.setList(element, "origin", keys.map((each) => ({ key: each })));
      },
    });
  return group(word("toBe"), [
    choiceControl({ ...slot("change"), label: word("change"), choices: changes }),
    choiceControl({ ...slot("measure"), label: word("measure"), choices: measures.map(({ code, title }) => ({ value: code, label: `${code} ${title}` })) }),
    group(word("origins"), commonSteps.map(({ key, name }) => origin(key, name))),
  ]);
}

function resident(context: PanelContext, changed: () => void): Control {
  const figure = (name: string, label: WordKey, reader: Reader) => amount(context, name, label, reader, changed);
  return group(word("resident"), [
    figure("residentVisits", "visits", readAmount),
    figure("residentTravelMinutes", "travel", minutes),
    figure("residentWaitingMinutes", "residentWaiting", minutes),
    figure("attachedDocuments", "documents", readAmount),
  ], true);
}

/** How often a repeated activity is carried out; only with the marker of a loop or of several instances. */
function repeat(context: PanelContext): Control {
  const { element, commands } = context;
  const control = textControl({
    id: "panel-repeat",
    label: word("repeat"),
    hint: word("repeatHint"),
    decimal: true,
    read: () => (extension(element, "bpr:Repeat")?.get("value") as string | undefined) ?? "",
    check: (typed) => wrongWords(readAmount(typed)),
    write: (typed) => commands.setRepeat(element, valueOf(readAmount(typed))),
  });
  const refresh = () => {
    control.node.hidden = !element.businessObject.loopCharacteristics;
    control.refresh();
  };
  refresh();
  return { node: control.node, refresh, flush: () => control.flush() };
}

/** Everything that is known of one step. */
export function activityControls(context: PanelContext): Control[] {
  const { commands, element, page } = context;
  const evidence = evidenceControl(context);
  const changed = () => evidence.ask();
  const common = page.vocabulary.commonSteps.map(({ key, name }) => ({ value: key, label: name }));
  const step = (name: string) => ({ id: `panel-${name}`, read: () => attribute(element, name), write: (value: string) => commands.setStep(element, { [name]: value.trim() }) });
  return [
    performer(context),
    performerKind(context),
    workKind(context),
    handling(context, changed),
    repeat(context),
    amount(context, "waitingMinutes", "waiting", elapsed, changed, word("waitingHint")),
    textControl({ ...step("system"), label: word("system_"), suggestions: page.vocabulary.systems }),
    formsControl(context, "formRead", word("formsRead")),
    formsControl(context, "formMade", word("formsMade")),
    resident(context, changed),
    amount(context, "directCostYen", "cost", readAmount, changed),
    ...(common.length ? [choiceControl({ ...step("commonKey"), label: word("common"), choices: common, none: word("notSaid") })] : []),
    ...(page.side === "to_be" ? [toBe(context)] : []),
    evidence,
  ];
}
