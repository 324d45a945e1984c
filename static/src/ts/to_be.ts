// Entry of the pages that compare two processes, and of the editor of a to-be.
import { readJson } from "./lib/http";
import { watchArrangement } from "./to_be/arrange";
import { startEditor } from "./to_be/editor";
import type { PageData } from "./to_be/types";

for (const group of document.querySelectorAll<HTMLElement>("[data-arrange]")) watchArrangement(group);

const page = readJson<PageData>("to-be-data");
const place = document.querySelector<HTMLElement>("[data-grid]");
if (page && place) void startEditor(page, place);
