// The drawing tool itself: bpmn-js with our language, our tools and our values.
import Modeler from "bpmn-js/lib/Modeler";
import minimapModule from "diagram-js-minimap";
import bpr from "./bpr.json";
import type { BpmnTool } from "./bpmn";
import { TEXT } from "./looks";
import { municipalModule } from "./palette";
import { namesModule } from "./task_renderer";
import { localise, translateModule } from "./translate";
import { MODELER } from "./translations";

/** What bpmn-js writes without asking for a translation: menus and their search. */
const UNTRANSLATED = ".djs-popup, .djs-search-container";

/** Makes the drawing tool inside `place`, empty. */
export function createTool(place: HTMLElement): BpmnTool {
  const tool = new Modeler({
    container: place,
    textRenderer: TEXT,
    moddleExtensions: { bpr },
    additionalModules: [translateModule, minimapModule, municipalModule, namesModule],
  }) as unknown as BpmnTool;
  localise(place, UNTRANSLATED, MODELER);
  return tool;
}
