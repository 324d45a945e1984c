// Drawing a process in the browser.
import { readJson } from "./lib/http";
import { createTool } from "./modeler/canvas";
import { pendingOf } from "./modeler/draft";
import { Editor, type Places } from "./modeler/editor";
import { listKeys } from "./modeler/keyboard";
import type { FullBpmn } from "./modeler/palette";
import { watchPresence } from "./modeler/presence";
import { simulate } from "./modeler/simulate";
import type { PageData } from "./modeler/types";
import { show } from "./modeler/view";
import { word } from "./modeler/words";

function placed<Kind extends HTMLElement>(selector: string): Kind {
  const found = document.querySelector<Kind>(selector);
  if (!found) throw new Error(`no place for ${selector}`);
  return found;
}

function places(): Places {
  return {
    panel: placed("[data-panel]"),
    table: placed("[data-table]"),
    findings: placed("[data-findings]"),
    counts: placed("[data-finding-counts]"),
    conflict: placed("#conflict-dialog"),
  };
}

/** What the buttons of the bar do, by their data-act. */
function actions(editor: Editor): Record<string, () => unknown> {
  const { tool, history } = editor;
  const canvas = tool.get("canvas");
  return {
    undo: () => history.undo(),
    redo: () => history.redo(),
    search: () => tool.get("searchPad").toggle(),
    "zoom-in": () => canvas.zoom(canvas.zoom() * 1.25, "auto"),
    "zoom-out": () => canvas.zoom(canvas.zoom() / 1.25, "auto"),
    fit: () => show(tool, "whole"),
    tidy: () => editor.tidy(),
    simulate: async () => simulate(placed("#simulation-dialog"), await editor.xml()),
  };
}

function listen(editor: Editor): void {
  const acts = actions(editor);
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-act]") : null;
    const act = acts[button?.dataset.act ?? ""];
    if (act) void act();
  });
  const full = editor.tool.get("injector").get("fullBpmn") as FullBpmn;
  const box = placed<HTMLInputElement>("[data-full]");
  box.checked = full.isOn;
  box.addEventListener("change", () => full.set(box.checked));
  window.addEventListener("pagehide", () => editor.rescue());
  document.addEventListener("visibilitychange", () => document.hidden && editor.rescue());
  editor.tool.get("eventBus").on("canvas.viewbox.changed", (event: { viewbox: { scale: number } }) => showZoom(event.viewbox.scale));
}

function showZoom(scale: number): void {
  placed("[data-zoom-value]").textContent = `${Math.round(scale * 100)}%`;
}

function showHistory(editor: Editor): void {
  placed<HTMLButtonElement>('[data-act="undo"]').disabled = !editor.history.canUndo;
  placed<HTMLButtonElement>('[data-act="redo"]').disabled = !editor.history.canRedo;
}

/** 図, 表 or both. */
function watchViews(editor: Editor): void {
  const root = placed("[data-panes]");
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-view]")) {
    button.addEventListener("click", () => {
      root.dataset.views = button.dataset.view;
      for (const each of document.querySelectorAll("[data-view]")) each.setAttribute("aria-pressed", String(each === button));
      editor.tool.get("canvas").resized();
    });
  }
}

/** A version is made of what the server has: everything is saved first. */
function guardVersion(editor: Editor): void {
  const form = placed<HTMLFormElement>("[data-save-version]");
  const error = placed("[data-version-error]");
  const say = (words: string) => {
    error.textContent = words;
    error.hidden = !words;
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    say("");
    void editor.flush().then((isSaved) => {
      if (!isSaved) return say(word("notSavedYet"));
      placed<HTMLInputElement>("[data-revision]").value = String(editor.draft.knownRevision);
      form.submit();
    });
  });
}

/** Buttons that leave their dialog without an answer. */
function closeDialogs(): void {
  for (const button of document.querySelectorAll<HTMLElement>("dialog [data-close]")) {
    button.addEventListener("click", () => button.closest("dialog")?.close());
  }
}

function showBroken(): void {
  placed("[data-broken]").hidden = false;
  placed("[data-editor]").hidden = true;
  placed<HTMLButtonElement>('[data-dialog="version-dialog"]').disabled = true;
}

async function start(page: PageData): Promise<void> {
  const tool = createTool(placed("[data-canvas]"));
  const editor: Editor = new Editor(tool, page, places(), () => showHistory(editor));
  listKeys(placed("[data-keys]"));
  try {
    await editor.begin(pendingOf(page.storageKey));
  } catch (error) {
    showBroken();
    throw error; // the console says what, for whoever looks after the site
  }
  listen(editor);
  watchViews(editor);
  guardVersion(editor);
  closeDialogs();
  showHistory(editor);
  showZoom(tool.get("canvas").zoom());
  watchPresence(page.urls.presence, () => editor.draft.knownRevision);
}

const page = readJson<PageData>("editor-data");
if (page?.broken) showBroken();
else if (page) void start(page);
