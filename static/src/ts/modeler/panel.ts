// The form beside the diagram: the values of the chosen element.
import { type BpmnTool, is, meant, type Moddle, type Shape } from "./bpmn";
import { activityControls } from "./panel/activity";
import type { PanelContext } from "./panel/context";
import { type Control, make, textControl } from "./panel/controls";
import { eventControls, flowControls, laneControls } from "./panel/others";
import type { Commands } from "./step";
import type { PageData } from "./types";
import { type Typed, Unmended } from "./unmended";
import { word, type WordKey } from "./words";

/** The first that fits says what an element is and what can be changed in it. */
const KINDS: [string, WordKey, (context: PanelContext) => Control[]][] = [
  ["bpmn:Activity", "kindActivity", activityControls],
  ["bpmn:SequenceFlow", "kindFlow", flowControls],
  ["bpmn:MessageFlow", "kindFlow", flowControls],
  ["bpmn:Lane", "kindLane", laneControls],
  ["bpmn:Participant", "kindPool", () => []],
  ["bpmn:Event", "kindEvent", eventControls],
  ["bpmn:Gateway", "kindGateway", () => []],
  ["bpmn:DataObjectReference", "kindData", () => []],
  ["bpmn:DataStoreReference", "kindData", () => []],
  ["bpmn:Collaboration", "kindProcess", () => []],
  ["bpmn:Process", "kindProcess", () => []],
];

function nameControl({ tool, commands, element }: PanelContext): Control {
  const isNote = is(element, "bpmn:TextAnnotation");
  const isFlow = is(element, "bpmn:SequenceFlow") || is(element, "bpmn:MessageFlow");
  return textControl({
    id: "panel-name",
    label: word(isFlow ? "label" : "name"),
    hint: is(element, "bpmn:Activity") ? word("nameHint") : "",
    area: is(element, "bpmn:Activity") || isNote,
    read: () => (element.businessObject.get(isNote ? "text" : "name") as string | undefined) ?? "",
    write: (value) => {
      const isRoot = element === tool.get("canvas").getRootElement();
      if (isRoot) commands.set(element, { name: value });
      else tool.get("modeling").updateLabel(element, value);
    },
  });
}

function documentationControl({ commands, element }: PanelContext): Control {
  const first = () => ((element.businessObject.get("documentation") ?? []) as Moddle[])[0];
  return textControl({
    id: "panel-documentation",
    label: word("documentation"),
    area: true,
    read: () => (first()?.get("text") as string | undefined) ?? "",
    write: (value) => commands.setDocumentation(element, value),
  });
}

export class Panel {
  private controls: Control[] = [];
  private shown: Shape | null = null;
  private readonly fields = make("div", { className: "panel__fields" });
  private readonly unmended: Unmended;

  constructor(
    host: HTMLElement,
    private readonly tool: BpmnTool,
    private readonly commands: Commands,
    private readonly page: PageData,
    choose: (id: string) => void,
    private readonly typed: () => void,
  ) {
    const waiting = make("div");
    host.replaceChildren(waiting, this.fields);
    this.unmended = new Unmended(tool, waiting, choose);
    this.fields.addEventListener("focusout", () => this.remember());
    const bus = tool.get("eventBus");
    bus.on("selection.changed", () => this.show());
    bus.on("commandStack.changed", () => this.refresh());
    bus.on("import.done", () => this.show(true));
    bus.on("diagram.clear", () => this.clear());
    this.show(true);
  }

  /** Takes over what is being typed, before the diagram is saved. */
  flush(): void {
    for (const control of this.controls) control.flush();
    this.remember();
  }

  /** What was typed and cannot be taken over, by element and field; null where there is nothing. */
  get wrong(): Typed | null {
    return this.unmended.all;
  }

  /** Puts back what an earlier visit left unmended. */
  restore(wrong: Typed): void {
    this.unmended.restore(wrong);
    this.show(true);
  }

  private remember(): void {
    if (this.shown && this.unmended.note(this.shown, this.fields)) this.typed();
  }

  private clear(): void {
    this.controls = [];
    this.shown = null;
  }

  private refresh(): void {
    for (const control of this.controls) control.refresh();
  }

  private chosen(): Shape[] {
    const elements = this.tool.get("selection").get().map(meant);
    return [...new Set(elements)];
  }

  private show(anew = false): void {
    const chosen = this.chosen();
    const [element = null] = chosen;
    if (!anew && element === this.shown && chosen.length <= 1) return;
    this.flush();
    this.clear();
    if (chosen.length > 1) return this.say(word("severalChosen", { count: chosen.length }));
    if (!element) return this.say(word("nothingChosen"));
    this.shown = element;
    this.build(element);
  }

  private say(words: string): void {
    this.fields.replaceChildren(make("p", { className: "muted", textContent: words }));
    this.unmended.show(null);
  }

  private build(element: Shape): void {
    const context = { tool: this.tool, commands: this.commands, page: this.page, element };
    const [, kind, parts] = KINDS.find(([type]) => is(element, type)) ?? ["", "kindOther" as WordKey, () => []];
    this.controls = [nameControl(context), ...parts(context), documentationControl(context)];
    const title = make("h2", { className: "panel__title", textContent: word(kind) });
    this.fields.replaceChildren(title, ...this.controls.map((control) => control.node));
    this.unmended.show(element);
    this.unmended.putBack(element, this.fields);
    for (const control of this.controls) control.flush(); // says again what is wrong
  }
}
