// The tools that municipal flows need; everything that BPMN has comes behind a switch.
import type { Canvas, EventBus, Shape } from "./bpmn";
import { is } from "./bpmn";
import { Placing } from "./placing";
import { word, type WordKey } from "./words";

interface Entry {
  group: string;
  className?: string;
  title?: string;
  separator?: boolean;
  action?: Record<string, (event: unknown, element: Shape) => unknown>;
}

type Entries = Record<string, Entry>;
type Change = (entries: Entries) => Entries;

interface Provided {
  registerProvider(priority: number, provider: object): void;
}
interface PopupMenu {
  registerProvider(id: string, priority: number, provider: object): void;
  open(element: Shape, menu: string, position: object, options: object): void;
}
interface ElementFactory {
  createShape(attributes: Record<string, unknown>): Shape;
  createParticipantShape(): Shape;
}
interface Create {
  start(event: unknown, shape: Shape | Shape[], context?: unknown): void;
}
interface AutoPlace {
  append(source: Shape, shape: Shape): void;
}

const AFTER_BPMN_JS = 500; // providers of lower priority are asked later
const CHOICE = "bpr-full-bpmn";

/** Whether all elements of BPMN are offered; remembered in this browser. */
export class FullBpmn {
  static $inject = ["eventBus"];
  private full = localStorage.getItem(CHOICE) === "1";

  constructor(private readonly eventBus: EventBus) {}

  get isOn(): boolean {
    return this.full;
  }

  set(full: boolean): void {
    this.full = full;
    localStorage.setItem(CHOICE, full ? "1" : "0");
    this.eventBus.fire("i18n.changed"); // the palette draws itself anew
  }
}

const TIMER = { type: "bpmn:IntermediateCatchEvent", eventDefinitionType: "bpmn:TimerEventDefinition" };
const MESSAGE = { type: "bpmn:IntermediateCatchEvent", eventDefinitionType: "bpmn:MessageEventDefinition" };
const POINTERS = new Set(["hand-tool", "lasso-tool", "space-tool", "global-connect-tool", "tool-separator"]);

/** Group, icon, words and element of each tool, in their order. */
const TOOLS: [string, string, WordKey, Record<string, unknown>][] = [
  ["event", "bpmn-icon-start-event-none", "start", { type: "bpmn:StartEvent" }],
  ["event", "bpmn-icon-end-event-none", "end", { type: "bpmn:EndEvent" }],
  ["event", "bpmn-icon-intermediate-event-catch-timer", "timer", TIMER],
  ["event", "bpmn-icon-intermediate-event-catch-message", "message", MESSAGE],
  ["activity", "bpmn-icon-manual-task", "manual", { type: "bpmn:ManualTask" }],
  ["activity", "bpmn-icon-user-task", "user", { type: "bpmn:UserTask" }],
  ["activity", "bpmn-icon-service-task", "system", { type: "bpmn:ServiceTask" }],
  ["gateway", "bpmn-icon-gateway-xor", "exclusive", { type: "bpmn:ExclusiveGateway" }],
  ["gateway", "bpmn-icon-gateway-parallel", "parallel", { type: "bpmn:ParallelGateway" }],
  ["gateway", "bpmn-icon-gateway-or", "inclusive", { type: "bpmn:InclusiveGateway" }],
  ["data-object", "bpmn-icon-data-object", "form", { type: "bpmn:DataObjectReference" }],
  ["data-object", "bpmn-icon-data-store", "store", { type: "bpmn:DataStoreReference" }],
  ["artifact", "bpmn-icon-text-annotation", "note", { type: "bpmn:TextAnnotation" }],
];
/** Of bpmn-js itself, because they are more than one shape; how each is made without a mouse. */
const KEPT: [string, WordKey, (factory: ElementFactory) => Shape][] = [
  ["create.subprocess-expanded", "subProcess", (factory) => factory.createShape({ type: "bpmn:SubProcess", isExpanded: true })],
  ["create.participant-expanded", "pool", (factory) => factory.createParticipantShape()],
];

/** A click of the keyboard: there is no place of the mouse to go on from. */
function isByKey(event: unknown): boolean {
  return event instanceof MouseEvent && event.type === "click" && event.detail === 0;
}

export class MunicipalPalette {
  static $inject = ["palette", "create", "elementFactory", "fullBpmn", "placing"];

  constructor(
    palette: Provided,
    private readonly create: Create,
    private readonly factory: ElementFactory,
    private readonly fullBpmn: FullBpmn,
    private readonly placing: Placing,
  ) {
    palette.registerProvider(AFTER_BPMN_JS, this);
  }

  getPaletteEntries(): Change {
    return (entries) => {
      const ours = Object.fromEntries(TOOLS.map(([group, icon, key, attributes]) => [`bpr.${key}`, this.tool(group, icon, key, attributes)]));
      const kept = Object.fromEntries(KEPT.map(([id, key, made]) => [id, this.kept(entries[id], word(key), made)]));
      const tools = Object.fromEntries(Object.entries(entries).filter(([id]) => POINTERS.has(id)));
      return this.fullBpmn.isOn ? { ...entries, ...kept, ...ours } : { ...tools, ...ours, ...kept };
    };
  }

  private tool(group: string, className: string, key: WordKey, attributes: Record<string, unknown>): Entry {
    const made = () => this.factory.createShape(attributes);
    const start = (event: unknown) => this.create.start(event, made());
    const click = (event: unknown) => (isByKey(event) ? this.placing.place(made()) : start(event));
    return { group, className, title: word(key), action: { dragstart: start, click } };
  }

  private kept(entry: Entry | undefined, title: string, made: (factory: ElementFactory) => Shape): Entry {
    const original = entry?.action?.click;
    const click = (event: unknown, element: Shape) => (isByKey(event) ? this.placing.place(made(this.factory)) : original?.(event, element));
    return { group: "activity", ...entry, title, action: { ...entry?.action, click } };
  }
}

const APPENDED: [string, string, WordKey, Record<string, unknown>][] = [
  ["append.append-task", "bpmn-icon-manual-task", "appendTask", { type: "bpmn:ManualTask" }],
  ["append.gateway", "bpmn-icon-gateway-xor", "appendGateway", { type: "bpmn:ExclusiveGateway" }],
  ["append.intermediate-event", "bpmn-icon-intermediate-event-catch-timer", "appendTimer", TIMER],
  ["append.end-event", "bpmn-icon-end-event-none", "appendEnd", { type: "bpmn:EndEvent" }],
];

export class MunicipalContextPad {
  static $inject = ["contextPad", "create", "elementFactory", "autoPlace", "fullBpmn", "popupMenu", "canvas"];

  constructor(
    contextPad: Provided,
    private readonly create: Create,
    private readonly factory: ElementFactory,
    private readonly autoPlace: AutoPlace,
    private readonly fullBpmn: FullBpmn,
    private readonly popupMenu: PopupMenu,
    private readonly canvas: Canvas,
  ) {
    contextPad.registerProvider(AFTER_BPMN_JS, this);
  }

  getContextPadEntries(): Change {
    return (given) => {
      const entries = given.replace ? { ...given, replace: this.replace(given.replace) } : given;
      if (this.fullBpmn.isOn) return entries;
      const ours = APPENDED.filter(([id]) => id in entries).map(([id, icon, key, attributes]) => [id, this.append(icon, key, attributes)]);
      return { ...entries, ...Object.fromEntries(ours) } as Entries;
    };
  }

  /** bpmn-js itself asks for the pad in a way that it warns of. */
  private replace(entry: Entry): Entry {
    const click = (_: unknown, element: Shape) => {
      const pad = this.canvas.getContainer().querySelector(".djs-context-pad.open")?.getBoundingClientRect();
      const position = { x: pad?.left ?? 0, y: (pad?.bottom ?? 0) + 5 };
      this.popupMenu.open(element, "bpmn-replace", position, { title: entry.title, width: "300px", search: true });
    };
    return { ...entry, action: { click } };
  }

  private append(className: string, key: WordKey, attributes: Record<string, unknown>): Entry {
    const made = () => this.factory.createShape(attributes);
    const click = (_: unknown, element: Shape) => this.autoPlace.append(element, made());
    const dragstart = (event: unknown, element: Shape) => this.create.start(event, made(), { source: element });
    return { group: "model", className, title: word(key), action: { click, dragstart } };
  }
}

/** What an element may become without the switch: by the end of the menu's ids. */
const REPLACEMENTS = new Set(
  [
    "none-start", "message-start", "timer-start", "none-end", "message-end", "none-start-event", "none-end-event",
    "none-intermediate-throw", "timer-intermediate-catch", "message-intermediate-catch", "message-intermediate-throw",
    "task", "manual-task", "user-task", "service-task", "collapsed-subprocess", "expanded-subprocess", "subprocess",
    "exclusive-gateway", "parallel-gateway", "inclusive-gateway", "sequence-flow", "default-flow",
    "data-object-reference", "data-store-reference", "expanded-pool", "collapsed-pool",
    "timer-boundary", "message-boundary", "non-interrupting-timer-boundary", "non-interrupting-message-boundary",
  ].map((name) => `replace-with-${name}`),
);

export class MunicipalReplaceMenu {
  static $inject = ["popupMenu", "fullBpmn"];

  constructor(popupMenu: PopupMenu, private readonly fullBpmn: FullBpmn) {
    popupMenu.registerProvider("bpmn-replace", AFTER_BPMN_JS, this);
  }

  getPopupMenuEntries(): Change {
    return (entries) => {
      if (this.fullBpmn.isOn) return entries;
      return Object.fromEntries(Object.entries(entries).filter(([id]) => REPLACEMENTS.has(id)));
    };
  }

  /** Markers such as loops and multiple instances. */
  getPopupMenuHeaderEntries(element: Shape): Change {
    return (entries) => (this.fullBpmn.isOn || !is(element, "bpmn:Activity") ? entries : {});
  }
}

export const municipalModule = {
  __init__: ["fullBpmn", "municipalPalette", "municipalContextPad", "municipalReplaceMenu"],
  fullBpmn: ["type", FullBpmn],
  placing: ["type", Placing],
  municipalPalette: ["type", MunicipalPalette],
  municipalContextPad: ["type", MunicipalContextPad],
  municipalReplaceMenu: ["type", MunicipalReplaceMenu],
};
