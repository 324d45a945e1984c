// Drawing without a mouse, and the list of all keys.
import { type BpmnTool, is, meant, type Shape } from "./bpmn";
import { make } from "./panel/controls";
import { isEnglish } from "./translate";

interface Keyboard {
  addListener(priority: number, listener: (context: { keyEvent: KeyboardEvent }) => boolean | undefined): void;
  isKey(keys: string[], event: KeyboardEvent): boolean;
  hasModifier(event: KeyboardEvent): boolean;
}
interface Maker {
  createShape(attributes: object): Shape;
}
interface AutoPlace {
  append(source: Shape, shape: Shape): Shape;
}

const KEYS: [string, string, string][] = [
  ["Ctrl + Z", "元に戻す", "Undo"],
  ["Ctrl + Y", "やり直す", "Redo"],
  ["Ctrl + C / X / V", "写す・切り取る・貼り付ける", "Copy, cut, paste"],
  ["Ctrl + A", "すべて選ぶ", "Select all"],
  ["Ctrl + F", "図の中を探す", "Search in the diagram"],
  ["Ctrl + ＋ / － / 0", "大きく・小さく・もとの大きさ", "Zoom in, out, reset"],
  ["Delete", "選んだものを消す", "Delete what is chosen"],
  ["← ↑ → ↓", "選んだものを動かす（Shiftで大きく）", "Move what is chosen (Shift: further)"],
  ["Ctrl + ← ↑ → ↓", "図を動かす", "Move the diagram"],
  [". / ,", "流れの次・前の要素を選ぶ", "Choose the next or previous element of the flow"],
  ["N / G / T", "作業・分岐・終了を続ける", "Append a step, a branch, an end"],
  ["E", "名前を直す（Enterで終わり、Shift+Enterで改行）", "Edit the name (Enter ends, Shift+Enter: new line)"],
  ["R", "種類を変える", "Change the kind"],
  ["C", "矢印でつなぐ", "Connect with an arrow"],
  ["H / L / S", "手のひら・投げ縄・すき間", "Hand, lasso, space"],
  ["Esc", "していることをやめる", "Stop what is being done"],
  ["Tab", "道具・図・操作・表・値の欄へ進む（道具の中は矢印、Enterで置く）", "To the tools, diagram, actions, table and fields (arrows within the tools, Enter places)"],
];

const APPENDED: Record<string, string> = { n: "bpmn:ManualTask", g: "bpmn:ExclusiveGateway", t: "bpmn:EndEvent" };

function neighbour(tool: BpmnTool, forward: boolean): Shape | undefined {
  const [chosen] = tool.get("selection").get().map(meant);
  if (!chosen) return tool.get("elementRegistry").filter((element) => is(element, "bpmn:StartEvent"))[0];
  if (chosen.waypoints) return forward ? chosen.target : chosen.source;
  const flow = (forward ? chosen.outgoing : chosen.incoming)[0];
  return forward ? flow?.target : flow?.source;
}

function step(tool: BpmnTool, forward: boolean): void {
  const next = neighbour(tool, forward);
  if (!next) return;
  tool.get("selection").select(next);
  tool.get("canvas").scrollToElement(next);
}

function append(tool: BpmnTool, type: string): void {
  const [chosen] = tool.get("selection").get().map(meant);
  if (!chosen || !is(chosen, "bpmn:FlowNode") || is(chosen, "bpmn:EndEvent")) return;
  const shape = (tool.get("injector").get("elementFactory") as Maker).createShape({ type });
  (tool.get("injector").get("autoPlace") as AutoPlace).append(chosen, shape);
}

/** Our keys besides those of bpmn-js. */
export function addKeys(tool: BpmnTool): void {
  const keyboard = tool.get("injector").get("keyboard") as Keyboard;
  keyboard.addListener(1500, ({ keyEvent }) => {
    if (keyboard.hasModifier(keyEvent)) return undefined;
    const key = keyEvent.key.toLowerCase();
    const type = APPENDED[key];
    if (type) append(tool, type);
    else if (key === "." || key === ",") step(tool, key === ".");
    else return undefined;
    return true;
  });
}

/** Fills the table of the help dialog. */
export function listKeys(body: HTMLElement): void {
  body.replaceChildren(
    ...KEYS.map(([keys, japanese, english]) => {
      const head = make("th", { scope: "row", textContent: keys });
      return make("tr", {}, head, make("td", { textContent: isEnglish() ? english : japanese }));
    }),
  );
}
