// New steps get a key of their own, and the step values follow the lane and the kind of the shape.
import { type BpmnTool, is, type Shape } from "./bpmn";
import { type Commands, extension, laneOf, newKey, poolOf, stepOf } from "./step";

const WORK_KINDS: Record<string, string> = {
  "bpmn:UserTask": "user",
  "bpmn:ServiceTask": "system",
  "bpmn:ScriptTask": "system",
  "bpmn:BusinessRuleTask": "system",
};
const TASKS: Record<string, string> = { manual: "bpmn:ManualTask", user: "bpmn:UserTask", system: "bpmn:ServiceTask" };

export function workKindOf(element: Shape): string {
  return WORK_KINDS[element.type] ?? "manual";
}

/** The element of BPMN that stands for a kind of work. */
export function taskOf(workKind: string): string {
  return TASKS[workKind] ?? "bpmn:ManualTask";
}

function activities(tool: BpmnTool): Shape[] {
  return tool.get("elementRegistry").filter((element) => is(element, "bpmn:Activity") && !element.labelTarget);
}

interface Performer {
  performer: string;
  performerKind: string;
}

/** Who works in a lane; null outside of lanes. */
function performerOfLane(tool: BpmnTool, element: Shape): Performer | null {
  const lane = laneOf(tool, element);
  if (!lane) return null;
  const kind = extension(lane, "bpr:Performer")?.get("kind") as string | undefined;
  return { performer: (lane.businessObject.name as string | undefined) ?? "", performerKind: kind ?? "" };
}

/** Who does a new step: its lane, else whoever does the other steps of the pool, else the pool. */
function performerOf(tool: BpmnTool, element: Shape): Performer {
  const found = performerOfLane(tool, element);
  if (found) return found;
  const pool = poolOf(element);
  const other = activities(tool).find((each) => each !== element && poolOf(each) === pool && stepOf(each)?.get("performer"));
  const step = other && stepOf(other);
  const name = (pool?.businessObject.name as string | undefined) ?? "";
  return { performer: (step?.get("performer") as string | undefined) ?? name, performerKind: (step?.get("performerKind") as string | undefined) ?? "" };
}

export class Identity {
  constructor(private readonly tool: BpmnTool, private readonly commands: Commands) {
    const bus = tool.get("eventBus");
    const made = (names: string[], shapes: (context: Record<string, unknown>) => unknown) =>
      bus.on(names.map((name) => `commandStack.${name}.postExecuted`), (event: { context: Record<string, unknown> }) => {
        for (const shape of [shapes(event.context)].flat() as Shape[]) this.identify(shape);
      });
    made(["elements.create"], (context) => context.elements);
    made(["shape.append"], (context) => context.shape);
    bus.on("commandStack.shape.replace.postExecuted", (event: { context: { newShape: Shape } }) => this.replaced(event.context.newShape));
    bus.on("commandStack.lane.updateRefs.postExecuted", () => this.followLanes());
    bus.on("commandStack.element.updateLabel.postExecuted", (event: { context: { element: Shape } }) => this.renamed(event.context.element));
    bus.on("commandStack.element.updateProperties.postExecuted", (event: { context: { element: Shape } }) => this.renamed(event.context.element));
  }

  /** A step that is new, or pasted from another one, gets a key that nobody else has. */
  private identify(shape: Shape): void {
    if (!is(shape, "bpmn:Activity") || shape.labelTarget) return;
    const key = stepOf(shape)?.get("key") as string | undefined;
    const isDoubled = activities(this.tool).some((other) => other !== shape && key && stepOf(other)?.get("key") === key);
    if (key && !isDoubled) return;
    this.commands.setStep(shape, { key: newKey(), row: "", number: "", workKind: workKindOf(shape), ...performerOf(this.tool, shape) });
  }

  private replaced(shape: Shape): void {
    if (!is(shape, "bpmn:Activity")) return;
    if (stepOf(shape)) this.commands.setStep(shape, { workKind: workKindOf(shape) });
    else this.identify(shape);
  }

  private renamed(element: Shape): void {
    if (is(element, "bpmn:Lane")) this.followLanes();
  }

  /** The performer of a step is the lane that it stands in. */
  followLanes(): void {
    for (const element of activities(this.tool)) {
      const step = stepOf(element);
      const found = performerOfLane(this.tool, element);
      if (!step || !found?.performer) continue;
      const { performer, performerKind } = found;
      const kind = performerKind || ((step.get("performerKind") as string | undefined) ?? "");
      if (step.get("performer") === performer && (step.get("performerKind") ?? "") === kind) continue;
      this.commands.setStep(element, { performer, performerKind: kind });
    }
  }
}

