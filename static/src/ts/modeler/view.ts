// How much of the diagram is seen.
import type { BpmnTool } from "./bpmn";

const MARGIN = 24;
const READABLE = 0.8; // large enough to read the text in the shapes
const SMALLEST_OVERVIEW = 0.4; // down to here the whole at once says more than a readable part of it
const SMALLEST_SIMULATION = 0.55; // below, bpmn-js hides the buttons that set a case in motion
const SIMULATION_TOOLS = 80; // pixels that they take off the left edge

/** Pixels that the tools take off the upper edge. */
function toolsHeight(tool: BpmnTool): number {
  return tool.get("canvas").getContainer().querySelector<HTMLElement>(".djs-palette")?.offsetHeight ?? 0;
}

/**
 * "whole": as large as the whole diagram fits below the tools, never beyond its own size.
 * "readable": the whole where that can still be recognised, else a readable part from the upper left end.
 */
export function show(tool: BpmnTool, how: "whole" | "readable"): void {
  place(tool, how === "readable" ? SMALLEST_OVERVIEW : 0, MARGIN);
}

/** As an animated diagram opens. */
export function showInMotion(tool: BpmnTool): void {
  place(tool, SMALLEST_SIMULATION, SIMULATION_TOOLS);
}

/** The whole where it fits at `smallest` or larger, else readable; `left` stays free of it. */
function place(tool: BpmnTool, smallest: number, left: number): void {
  const canvas = tool.get("canvas");
  const { inner, outer } = canvas.viewbox();
  if (!outer.width || !outer.height) return; // not on the screen, for example while only the table is shown
  const top = toolsHeight(tool) + MARGIN;
  const room = { width: outer.width - left - MARGIN, height: outer.height - top - MARGIN };
  const fitting = Math.min(room.width / (inner.width || 1), room.height / (inner.height || 1), 1);
  const scale = fitting < smallest ? READABLE : fitting;
  canvas.viewbox({ x: inner.x - left / scale, y: inner.y - top / scale, width: outer.width / scale, height: outer.height / scale });
}
