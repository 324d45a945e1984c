// A diagram in motion: one case goes through the flow, for explaining it to council members. A bundle of its own.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import tokenSimulationModule from "bpmn-js-token-simulation/lib/viewer";
import { readJson } from "./lib/http";
import type { BpmnTool } from "./modeler/bpmn";
import bpr from "./modeler/bpr.json";
import { TEXT } from "./modeler/looks";
import { namesModule } from "./modeler/task_renderer";
import { localise, translateModule } from "./modeler/translate";
import { SIMULATION } from "./modeler/translations";
import { showInMotion } from "./modeler/view";
import { word } from "./modeler/words";

interface ToggleMode {
  toggleMode(active: boolean): void;
}

/** Everything that the simulation writes; the names of the diagram's elements stand elsewhere. */
const OWN = ".bts-palette, .bts-log, .bts-notifications, .bts-toggle-mode, .bts-set-animation-speed, .bts-context-pad, .bts-scopes, .bts-element-notification";

const shown = new WeakMap<HTMLElement, BpmnTool>();

function hide(place: HTMLElement): void {
  shown.get(place)?.destroy();
  shown.delete(place);
  place.replaceChildren();
}

async function show(place: HTMLElement, xml: string): Promise<void> {
  hide(place);
  localise(place, OWN, SIMULATION);
  const tool = new NavigatedViewer({
    container: place,
    textRenderer: TEXT,
    moddleExtensions: { bpr },
    additionalModules: [translateModule, tokenSimulationModule, namesModule],
  }) as unknown as BpmnTool;
  shown.set(place, tool);
  try {
    await tool.importXML(xml);
  } catch {
    hide(place);
    place.textContent = word("brokenTitle");
    return;
  }
  showInMotion(tool);
  (tool.get("injector").get("toggleMode") as ToggleMode).toggleMode(true);
}

for (const place of document.querySelectorAll<HTMLElement>("[data-simulation]")) {
  place.addEventListener("simulation:show", (event) => void show(place, (event as CustomEvent<{ xml: string }>).detail.xml));
  place.addEventListener("simulation:hide", () => hide(place));
  const xml = readJson<string>("simulation-data");
  if (xml) void show(place, xml);
}
