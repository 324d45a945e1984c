// Step values, shares and performer kinds inside the BPMN document. Every change is a command, so that undo covers it.
import type { Share } from "./amounts";
import { type BpmnTool, is, type Moddle, type Shape } from "./bpmn";

const TOGETHER = "bpr.together";

/** Runs commands as one: undone and redone together. */
class Together {
  preExecute(context: { act: () => void }): void {
    context.act();
  }
}

/** A key for a step that nobody else has. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(4))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Our extension element of this type, without making one. */
export function extension(element: Shape, type: string): Moddle | undefined {
  const values = element.businessObject.extensionElements?.get("values") as Moddle[] | undefined;
  return values?.find((value) => value.$type === type);
}

export function stepOf(element: Shape): Moddle | undefined {
  return extension(element, "bpr:Step");
}

/** The lanes of a shape from the outside in; the last is the one that does it. */
export function laneOf(tool: BpmnTool, element: Shape): Shape | undefined {
  const object = element.businessObject;
  const lanes = tool.get("elementRegistry").filter((shape) => is(shape, "bpmn:Lane") && !shape.labelTarget);
  return lanes.filter((lane) => ((lane.businessObject.get("flowNodeRef") ?? []) as Moddle[]).includes(object)).at(-1);
}

export function poolOf(element: Shape): Shape | undefined {
  let found: Shape | undefined = element;
  while (found && !is(found, "bpmn:Participant")) found = found.parent;
  return found;
}

export class Commands {
  constructor(private readonly tool: BpmnTool) {
    tool.get("commandStack").registerHandler(TOGETHER, Together);
  }

  together(act: () => void): void {
    this.tool.get("commandStack").execute(TOGETHER, { act });
  }

  /** Changes attributes of the element itself, e.g. its name. */
  set(element: Shape, properties: Record<string, unknown>): void {
    this.tool.get("modeling").updateProperties(element, properties);
  }

  /** Changes attributes of the step values; "" takes one away. */
  setStep(element: Shape, properties: Record<string, string>): void {
    const wanted = Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, value || undefined]));
    this.setExtension(element, "bpr:Step", wanted, { key: newKey() });
  }

  setHandling(element: Shape, minutes: { likely: string; minimum: string; maximum: string }): void {
    const made = minutes.likely
      ? this.make("bpr:HandlingMinutes", { likely: minutes.likely, minimum: minutes.minimum || undefined, maximum: minutes.maximum || undefined })
      : undefined;
    this.setParts(element, "handlingMinutes", made);
  }

  /** Replaces the list of forms, origins or evidence of a step. */
  setList(element: Shape, name: "formRead" | "formMade" | "origin" | "evidence", items: Record<string, string>[]): void {
    const type = `bpr:${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    this.setParts(element, name, items.map((item) => this.make(type, item)));
  }

  setShare(flow: Shape, share: Share): void {
    if (!share.value) return this.dropExtension(flow, "bpr:Share");
    const { value, minimum, maximum, of } = share;
    this.setExtension(flow, "bpr:Share", { value, minimum: minimum || undefined, maximum: maximum || undefined, of: of || undefined });
  }

  setEventShare(event: Shape, share: string): void {
    this.setSingle(event, "bpr:Share", "value", share);
  }

  setRepeat(activity: Shape, times: string): void {
    this.setSingle(activity, "bpr:Repeat", "value", times);
  }

  setPerformerKind(lane: Shape, kind: string): void {
    this.setSingle(lane, "bpr:Performer", "kind", kind);
  }

  setDocumentation(element: Shape, text: string): void {
    const old = (element.businessObject.get("documentation") as Moddle[]) ?? [];
    const made = text ? [this.make("bpmn:Documentation", { text }), ...old.slice(1)] : old.slice(1);
    for (const each of made) each.$parent = element.businessObject;
    this.set(element, { documentation: made });
  }

  setTimer(element: Shape, kind: string, text: string): void {
    const definition = (element.businessObject.eventDefinitions as Moddle[] | undefined)?.find((each) => is(each, "bpmn:TimerEventDefinition"));
    if (!definition) return;
    const expression = text ? this.make("bpmn:FormalExpression", { body: text }) : undefined;
    if (expression) expression.$parent = definition;
    const none = { timeDuration: undefined, timeDate: undefined, timeCycle: undefined };
    this.tool.get("modeling").updateModdleProperties(element, definition, { ...none, [kind]: expression });
  }

  private make(type: string, properties: Record<string, unknown>): Moddle {
    return this.tool.get("bpmnFactory").create(type, properties);
  }

  private setParts(element: Shape, name: string, value: Moddle | Moddle[] | undefined): void {
    this.together(() => {
      if (!stepOf(element)) this.setStep(element, {});
      const step = stepOf(element) as Moddle;
      for (const part of Array.isArray(value) ? value : value ? [value] : []) part.$parent = step;
      this.tool.get("modeling").updateModdleProperties(element, step, { [name]: value });
    });
  }

  private setSingle(element: Shape, type: string, name: string, value: string): void {
    if (value) this.setExtension(element, type, { [name]: value });
    else this.dropExtension(element, type);
  }

  private setExtension(element: Shape, type: string, properties: Record<string, unknown>, first: Record<string, unknown> = {}): void {
    const found = extension(element, type);
    if (found) return this.tool.get("modeling").updateModdleProperties(element, found, properties);
    const made = this.make(type, { ...first, ...properties });
    const holder = element.businessObject.extensionElements as Moddle | undefined;
    if (!holder) return this.addHolder(element, made);
    made.$parent = holder;
    this.tool.get("modeling").updateModdleProperties(element, holder, { values: [...holder.get("values"), made] });
  }

  private addHolder(element: Shape, made: Moddle): void {
    const holder = this.make("bpmn:ExtensionElements", { values: [made] });
    made.$parent = holder;
    holder.$parent = element.businessObject;
    this.tool.get("modeling").updateModdleProperties(element, element.businessObject, { extensionElements: holder });
  }

  private dropExtension(element: Shape, type: string): void {
    const holder = element.businessObject.extensionElements as Moddle | undefined;
    const rest = ((holder?.get("values") ?? []) as Moddle[]).filter((each) => each.$type !== type);
    if (!holder || rest.length === holder.get("values").length) return;
    const modeling = this.tool.get("modeling");
    if (rest.length) modeling.updateModdleProperties(element, holder, { values: rest });
    else modeling.updateModdleProperties(element, element.businessObject, { extensionElements: undefined });
  }
}
