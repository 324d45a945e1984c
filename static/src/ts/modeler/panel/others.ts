// The panel of everything that is no step: flows, lanes, events.
import { percentOf, readShare, type Share, shareWords, sumOfShares } from "../amounts";
import { is, type Moddle, type Shape } from "../bpmn";
import { extension } from "../step";
import { word, type WordKey } from "../words";
import { checkControl, choiceControl, type Control, make, textControl, wordsControl } from "./controls";
import { wrongWords } from "./activity";
import type { PanelContext } from "./context";

function shareOf(flow: Shape): string {
  return (extension(flow, "bpr:Share")?.get("value") as string | undefined) ?? "";
}

/** The share with what is said of how sure it is. */
function saidOf(flow: Shape): Share {
  const [value = "", minimum = "", maximum = "", of = ""] = ["value", "minimum", "maximum", "of"].map(
    (name) => extension(flow, "bpr:Share")?.get(name) as string | undefined,
  );
  return { value, minimum, maximum, of };
}

/** The flows that leave the same place as this one. */
function branches(flow: Shape): Shape[] {
  return (flow.source?.outgoing ?? []).filter((other) => other.type === flow.type);
}

export function totalWords(shares: string[]): string {
  const total = sumOfShares(shares);
  const rest = Math.round((100 - total) * 1e6) / 1e6;
  const more = rest > 0 ? word("shareRest", { rest }) : rest < 0 ? word("shareOver", { over: -rest }) : "";
  return word("shareTotal", { total }) + more;
}

function isChoice(flow: Shape): boolean {
  return branches(flow).length > 1 && !is(flow.source, "bpmn:ParallelGateway") && !is(flow.source, "bpmn:EventBasedGateway");
}

export function flowControls(context: PanelContext): Control[] {
  const { commands, element } = context;
  const share = textControl({
    id: "panel-share",
    label: word("share"),
    hint: word("shareHint"),
    read: () => shareWords(saidOf(element)),
    check: (typed) => wrongWords(readShare(typed)),
    write: (typed) => commands.setShare(element, readShare(typed) as Share),
  });
  const total = make("p", { className: "panel__total num" });
  const sum = wordsControl(total, () => (isChoice(element) ? totalWords(branches(element).map(shareOf)) : ""));
  return [share, sum, ...(canBeDefault(element) ? [defaultControl(context)] : [])];
}

function canBeDefault(flow: Shape): boolean {
  const kinds = ["bpmn:ExclusiveGateway", "bpmn:InclusiveGateway", "bpmn:ComplexGateway", "bpmn:Activity"];
  return is(flow, "bpmn:SequenceFlow") && kinds.some((kind) => is(flow.source, kind));
}

function defaultControl({ commands, element }: PanelContext): Control {
  return checkControl({
    id: "panel-default",
    label: word("isDefault"),
    read: () => element.source?.businessObject.default === element.businessObject,
    write: (chosen) => element.source && commands.set(element.source, { default: chosen ? element.businessObject : undefined }),
  });
}

export function laneControls({ commands, element, page }: PanelContext): Control[] {
  return [
    choiceControl({
      id: "panel-lane-kind",
      label: word("performerKind"),
      choices: page.vocabulary.performerKinds,
      none: word("notSaid"),
      read: () => (extension(element, "bpr:Performer")?.get("kind") as string | undefined) ?? "",
      write: (kind) => commands.setPerformerKind(element, kind),
    }),
  ];
}

const TIMERS = ["timeDuration", "timeDate", "timeCycle"] as const;

function timerOf(element: Shape): Moddle | undefined {
  const definitions = (element.businessObject.eventDefinitions ?? []) as Moddle[];
  return definitions.find((each) => is(each, "bpmn:TimerEventDefinition"));
}

function eventShareHint(element: Shape): WordKey {
  if (is(element, "bpmn:BoundaryEvent")) return "boundaryShareHint";
  const isInEvent = element.businessObject.$parent?.triggeredByEvent;
  return isInEvent ? "eventStartShareHint" : "startShareHint";
}

/** In which part of the executions an event happens; empty where nothing is known. */
function eventShare({ commands, element }: PanelContext): Control {
  const read = (typed: string) => readShare(typed);
  const isPlain = (share: ReturnType<typeof readShare>): share is Share => !("wrong" in share) && !share.minimum && !share.of;
  return textControl({
    id: "panel-event-share",
    label: word("eventShare"),
    hint: word(eventShareHint(element)),
    decimal: true,
    read: () => percentOf(shareOf(element)),
    check: (typed) => (isPlain(read(typed)) ? "" : word("wrongEventShare")),
    write: (typed) => commands.setEventShare(element, (read(typed) as Share).value),
  });
}

/** On a step, at the start of an event sub-process, or one of several starts that no message sets off. */
function hasShare({ element, tool }: PanelContext): boolean {
  if (!is(element, "bpmn:StartEvent")) return is(element, "bpmn:BoundaryEvent");
  const holder = element.businessObject.$parent;
  const parts: Moddle[] = holder?.flowElements ?? [];
  const shapes = parts.map((each) => tool.get("elementRegistry").get(String(each.get("id"))));
  const starts = shapes.filter((each) => each && is(each, "bpmn:StartEvent") && !each.incoming.length);
  return Boolean(shareOf(element) || holder?.triggeredByEvent || (starts.length > 1 && starts.includes(element)));
}

/** How often an event happens, and how long a timer waits. */
export function eventControls(context: PanelContext): Control[] {
  return [...(hasShare(context) ? [eventShare(context)] : []), ...timerControls(context)];
}

/** How long a timer waits, in words. */
function timerControls({ commands, element }: PanelContext): Control[] {
  if (!timerOf(element)) return [];
  let chosen: string = TIMERS[0];
  const kind = () => TIMERS.find((each) => timerOf(element)?.get(each)) ?? chosen;
  const text = () => ((timerOf(element)?.get(kind()) as Moddle | undefined)?.get("body") as string | undefined) ?? "";
  return [
    choiceControl({
      id: "panel-timer-kind",
      label: word("timerKind"),
      choices: TIMERS.map((value) => ({ value, label: word(value) })),
      read: kind,
      write: (value) => {
        chosen = value;
        if (text()) commands.setTimer(element, value, text());
      },
    }),
    textControl({ id: "panel-timer", label: word("timerText"), read: text, write: (typed) => commands.setTimer(element, kind(), typed.trim()) }),
  ];
}
