// The parts of bpmn-js that the editor speaks to, as far as it uses them.

// biome-ignore lint: the moddle of BPMN is known at run time only
type Value = any;

/** An element of the BPMN document. */
export interface Moddle {
  $type: string;
  $parent?: Moddle;
  id?: string;
  get(name: string): Value;
  set(name: string, value: unknown): void;
  [property: string]: Value;
}

/** A shape or connection of the diagram. */
export interface Shape {
  id: string;
  type: string;
  businessObject: Moddle;
  x: number;
  y: number;
  width: number;
  height: number;
  parent?: Shape;
  children?: Shape[];
  incoming: Shape[];
  outgoing: Shape[];
  source?: Shape;
  target?: Shape;
  labelTarget?: Shape;
  waypoints?: { x: number; y: number }[];
}

export interface Viewbox {
  x: number;
  y: number;
  width: number;
  height: number;
}

type Callback = (event: Value) => unknown;

export interface EventBus {
  on(events: string | string[], callback: Callback): void;
  on(events: string | string[], priority: number, callback: Callback): void;
  fire(event: string, data?: unknown): unknown;
}

export interface CommandStack {
  canUndo(): boolean;
  canRedo(): boolean;
  undo(): void;
  redo(): void;
  execute(command: string, context: unknown): void;
  registerHandler(command: string, handler: unknown): void;
}

export interface Canvas {
  zoom(level?: number | "fit-viewport", center?: "auto"): number;
  viewbox(box?: Viewbox): Viewbox & { inner: Viewbox; outer: { width: number; height: number } };
  getContainer(): HTMLElement;
  getRootElement(): Shape;
  scrollToElement(element: Shape | string, padding?: number): void;
  addMarker(element: string, marker: string): void;
  removeMarker(element: string, marker: string): void;
  resized(): void;
  focus(): void;
}

export interface Modeling {
  updateProperties(element: Shape, properties: Record<string, unknown>): void;
  updateModdleProperties(element: Shape, moddle: Moddle, properties: Record<string, unknown>): void;
  updateLabel(element: Shape, label: string): void;
  moveElements(shapes: Shape[], delta: { x: number; y: number }, target?: Shape): void;
}

export interface Services {
  eventBus: EventBus;
  canvas: Canvas;
  commandStack: CommandStack;
  modeling: Modeling;
  elementRegistry: { get(id: string): Shape | undefined; filter(test: (element: Shape) => boolean): Shape[]; getAll(): Shape[] };
  selection: { get(): Shape[]; select(elements: Shape[] | Shape | null): void };
  overlays: { add(element: string, type: string, overlay: unknown): string; remove(filter: { type: string }): void };
  bpmnFactory: { create(type: string, properties?: Record<string, unknown>): Moddle };
  bpmnReplace: { replaceElement(element: Shape, target: { type: string }): Shape };
  directEditing: { isActive(): boolean; complete(): void };
  editorActions: { register(actions: Record<string, (options?: unknown) => void>): void; unregister(name: string): void; trigger(name: string, options?: unknown): unknown; isRegistered(name: string): boolean };
  searchPad: { toggle(): void };
  zoomScroll: { stepZoom(by: number): void };
  contextPad: { close(): void; isOpen(): boolean };
  injector: { get(name: string): unknown };
}

export interface BpmnTool {
  get<Name extends keyof Services>(name: Name): Services[Name];
  importXML(xml: string): Promise<{ warnings: string[] }>;
  saveXML(options?: { format?: boolean }): Promise<{ xml?: string; error?: Error }>;
  on(event: string, callback: Callback): void;
  destroy(): void;
}

/** True where the element is of this BPMN type, e.g. "bpmn:Activity". */
export function is(element: Shape | Moddle | undefined, type: string): boolean {
  const object = element && "businessObject" in element ? (element.businessObject as Moddle) : (element as Moddle | undefined);
  return Boolean(object && typeof object.$instanceOf === "function" && object.$instanceOf(type));
}

/** The element that people mean: of a label that which it names. */
export function meant(element: Shape): Shape {
  return element.labelTarget ?? element;
}
