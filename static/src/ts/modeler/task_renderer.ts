// Tasks whose icon never lies over their name: a smaller icon in the corner, the name below it where they would meet.
import { is, type Shape } from "./bpmn";
import { LineBreaks } from "./line_breaks";

interface BpmnRenderer {
  canRender(element: Shape): boolean;
  drawShape(place: SVGElement, shape: Shape, attributes?: object): SVGElement;
}

const ICON_SCALE = 0.6;
const ICON_END = 16; // where the icon ends, from the upper left corner of the task
const ASCENT = 11; // of a line of text above its baseline
const LOWEST = 7; // between the last baseline and the edge of the task
const SVG = "http://www.w3.org/2000/svg";

/** The parts of the icon: bpmn-js draws them straight into the task, and marks those of loops and the like. */
function iconOf(place: SVGElement): SVGElement[] {
  return [...place.children].filter((part): part is SVGElement => part instanceof SVGElement && part.tagName === "path" && !part.dataset.marker);
}

function shrink(place: SVGElement, icon: SVGElement[]): void {
  const group = document.createElementNS(SVG, "g");
  group.setAttribute("transform", `translate(1 1) scale(${ICON_SCALE})`);
  group.append(...icon);
  place.append(group);
}

/** How far the name goes down so that no line of it meets the icon, as far as the task has room. */
export function shiftOf(lines: { x: number; y: number }[], height: number): number {
  const meeting = lines.filter(({ x, y }) => x < ICON_END && y - ASCENT < ICON_END);
  const [first] = meeting;
  const last = lines.at(-1);
  if (!first || !last) return 0;
  return Math.max(0, Math.min(ICON_END - (first.y - ASCENT), height - LOWEST - last.y));
}

function lower(place: SVGElement, height: number): void {
  const label = place.querySelector<SVGElement>(":scope > text.djs-label");
  if (!label) return;
  const number = (line: Element, name: string) => Number(line.getAttribute(name));
  const lines = [...label.children].map((line) => ({ x: number(line, "x"), y: number(line, "y") }));
  const by = shiftOf(lines, height);
  if (by) label.setAttribute("transform", `translate(0 ${by})`);
}

/** Put in the place of a method of bpmn-js' own renderer, so that every part of bpmn-js draws tasks alike. */
export class TaskRenderer {
  static $inject = ["bpmnRenderer"];

  constructor(renderer: BpmnRenderer) {
    const draw = renderer.drawShape.bind(renderer);
    renderer.drawShape = (place, shape, attributes) => {
      const drawn = draw(place, shape, attributes);
      if (!is(shape, "bpmn:Task") || shape.labelTarget) return drawn;
      const icon = iconOf(place);
      if (!icon.length) return drawn;
      shrink(place, icon);
      lower(place, shape.height);
      return drawn;
    };
  }
}

/** How names are set in both the editor and the simulation. */
export const namesModule = {
  __init__: ["lineBreaks", "taskRenderer"],
  lineBreaks: ["type", LineBreaks],
  taskRenderer: ["type", TaskRenderer],
};
