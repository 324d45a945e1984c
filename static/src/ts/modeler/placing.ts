// New shapes without a mouse: behind the chosen element, else in the middle of what is seen.
import { type Canvas, is, meant, type Services, type Shape } from "./bpmn";

interface Modeling {
  createShape(shape: Shape, position: { x: number; y: number }, parent: Shape): Shape;
}
interface AutoPlace {
  append(source: Shape, shape: Shape): Shape;
}

const FOLLOWERS = ["bpmn:Activity", "bpmn:Gateway", "bpmn:EndEvent", "bpmn:IntermediateCatchEvent", "bpmn:TextAnnotation", "bpmn:DataObjectReference", "bpmn:DataStoreReference"];

function follows(chosen: Shape | undefined, shape: Shape): chosen is Shape {
  if (!chosen || !is(chosen, "bpmn:FlowNode")) return false;
  const isFlowNode = is(shape, "bpmn:FlowNode");
  return FOLLOWERS.some((type) => is(shape, type)) && !(isFlowNode && is(chosen, "bpmn:EndEvent"));
}

function holds(outer: Shape, { x, y }: { x: number; y: number }): boolean {
  return x >= outer.x && x <= outer.x + outer.width && y >= outer.y && y <= outer.y + outer.height;
}

export class Placing {
  static $inject = ["canvas", "selection", "modeling", "autoPlace"];

  constructor(
    private readonly canvas: Canvas,
    private readonly selection: Services["selection"],
    private readonly modeling: Modeling,
    private readonly autoPlace: AutoPlace,
  ) {}

  /** Puts the shape into the diagram, chooses it and goes on in the diagram. */
  place(shape: Shape): void {
    const [chosen] = this.selection.get().map(meant);
    const placed = follows(chosen, shape) ? this.autoPlace.append(chosen, shape) : this.inTheMiddle(shape);
    this.selection.select(placed);
    this.canvas.scrollToElement(placed);
    this.canvas.focus();
  }

  private inTheMiddle(shape: Shape): Shape {
    const { x, y, width, height } = this.canvas.viewbox();
    const middle = { x: Math.round(x + width / 2), y: Math.round(y + height / 2) };
    const root = this.canvas.getRootElement();
    if (is(shape, "bpmn:Participant")) return this.modeling.createShape(shape, middle, root);
    const pools = (root.children ?? []).filter((each) => is(each, "bpmn:Participant"));
    const pool = pools.find((each) => holds(each, middle)) ?? pools[0];
    const inPool = pool && !holds(pool, middle) ? { x: pool.x + pool.width / 2, y: pool.y + pool.height / 2 } : middle;
    return this.modeling.createShape(shape, inPool, pool ?? root);
  }
}
