// What every part of the panel needs to know.
import type { BpmnTool, Shape } from "../bpmn";
import type { Commands } from "../step";
import type { PageData } from "../types";

export interface PanelContext {
  tool: BpmnTool;
  commands: Commands;
  page: PageData;
  element: Shape;
}
