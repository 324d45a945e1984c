// The editor: diagram and table as two views of one process, checked and kept while they are changed.
import { sendJson } from "../lib/http";
import { notify } from "../lib/notify";
import { text } from "../lib/text";
import { type BpmnTool, meant, type Shape } from "./bpmn";
import { askAboutConflict } from "./conflict";
import { type Content, Draft, type Pending } from "./draft";
import { Findings } from "./findings";
import { History } from "./history";
import { Identity } from "./identity";
import { addKeys } from "./keyboard";
import { Panel } from "./panel";
import { Commands, stepOf } from "./step";
import { Table } from "./table";
import { addToolKeys } from "./tool_keys";
import { show } from "./view";
import type { Conflict, DiagramProblem, PageData, Reading, RowProblem } from "./types";
import { word } from "./words";

const PAUSE = 400; // after the last change, before the rules look at the diagram

export interface Places {
  panel: HTMLElement;
  table: HTMLElement;
  findings: HTMLElement;
  counts: HTMLElement;
  conflict: HTMLDialogElement;
}

/** How the table names the step of an element: by its key, or by its id where another tool drew it. */
function keyOf(element: Shape): string {
  return (stepOf(element)?.get("key") as string | undefined) || element.id.replace(/[^A-Za-z0-9_-]/g, "-").slice(0, 40);
}

export class Editor {
  readonly history: History;
  readonly draft: Draft;
  private readonly panel: Panel;
  private readonly findings: Findings;
  private table: Table | null = null;
  private importing = false;
  private timer = 0;
  private asked = 0;
  private storing = 0;

  constructor(readonly tool: BpmnTool, private readonly page: PageData, private readonly places: Places, private readonly changed: () => void) {
    const commands = new Commands(tool);
    new Identity(tool, commands);
    addKeys(tool);
    addToolKeys(tool, { palette: word("tools"), actions: word("actions") });
    this.panel = new Panel(places.panel, tool, commands, page, (id) => this.choose(id), () => this.draft.touch());
    this.findings = new Findings(tool, places.findings, places.counts, (id) => this.choose(id));
    this.history = new History(tool, (xml) => this.put(xml), () => this.afterChange());
    this.draft = new Draft(page, {
      content: () => this.content(),
      saved: (saved) => this.show(saved),
      refused: (problems) => this.showProblems(problems),
      conflict: (conflict) => void this.resolve(conflict),
    });
    tool.get("eventBus").on("commandStack.changed", () => {
      if (!this.importing) this.afterChange();
    });
    tool.get("eventBus").on("selection.changed", () => this.lightRow());
  }

  /** Opens the diagram: that of the server, or what an earlier visit could not save. */
  async begin(pending: Pending | null): Promise<void> {
    const restored = pending !== null && (await this.opens(pending.xml));
    if (!restored) await this.put(this.page.xml);
    this.history.begin(await this.xml());
    show(this.tool, "readable");
    this.table = await Table.create(this.places.table, this.page, {
      changed: () => void this.takeRows(),
      selected: (key) => this.chooseKey(key),
    });
    this.show(this.page, true);
    if (!restored) return;
    this.draft.continue(pending);
    notify(word("restored"), "info");
    this.afterChange();
    if (pending.typed) this.panel.restore(pending.typed);
    if (pending.rows) this.table.restore(pending.rows);
  }

  /** False where the copy in this browser cannot be read: the diagram of the server is shown then. */
  private opens(xml: string): Promise<boolean> {
    return this.put(xml).then(() => true, () => false);
  }

  async xml(): Promise<string> {
    const { xml, error } = await this.tool.saveXML({ format: true });
    if (xml === undefined) throw error ?? new Error("no diagram");
    return xml;
  }

  /** Takes over what is being typed and keeps it in this browser; for a page that is about to go. */
  rescue(): void {
    this.panel.flush();
    const naming = this.tool.get("directEditing");
    if (naming.isActive()) naming.complete();
    void this.draft.store();
  }

  /** Saves everything; true where nothing is left unsaved. */
  flush(): Promise<boolean> {
    this.panel.flush();
    return this.draft.flush();
  }

  choose(id: string): void {
    const element = this.tool.get("elementRegistry").get(id);
    if (!element) return;
    this.tool.get("selection").select(element);
    this.tool.get("canvas").scrollToElement(element, 80);
  }

  async tidy(): Promise<void> {
    this.panel.flush();
    const before = await this.xml();
    const answer = await this.ask<{ xml: string }>(this.page.urls.layout, { xml: before, orientation: "horizontal" });
    if (!answer) return;
    await this.history.replace(before, answer.xml);
    show(this.tool, "whole");
    notify(word("tidied"), "success");
  }

  // the two views

  /** Puts another diagram in place; what was seen and chosen stays so. */
  private async put(xml: string): Promise<void> {
    const canvas = this.tool.get("canvas");
    const isFirst = this.tool.get("elementRegistry").getAll().length < 2;
    const box = isFirst ? undefined : canvas.viewbox();
    const chosen = this.tool.get("selection").get().map(({ id }) => id);
    this.importing = true;
    try {
      const { warnings } = await this.tool.importXML(xml);
      if (warnings.length) notify(word("broken"), "warn");
    } finally {
      this.importing = false;
    }
    if (box) canvas.viewbox({ x: box.x, y: box.y, width: box.width, height: box.height });
    const registry = this.tool.get("elementRegistry");
    this.tool.get("selection").select(chosen.flatMap((id) => registry.get(id) ?? []));
  }

  private async content(): Promise<Content> {
    const rows = this.table?.isAhead ? this.table.rows() : null;
    return { xml: await this.xml(), rows, typed: this.panel.wrong };
  }

  private afterChange(): void {
    this.changed();
    window.clearTimeout(this.storing);
    this.storing = window.setTimeout(() => this.draft.touch(), 50); // several commands in a row are one change
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.check(), PAUSE);
  }

  private async check(): Promise<void> {
    const number = ++this.asked;
    const xml = await this.xml();
    this.history.note(xml);
    const answer = await sendJson(this.page.urls.check, { xml }).catch(() => null); // the save state tells when the server is away
    if (!answer || answer.redirected || number !== this.asked) return;
    if (answer.ok) return this.show((await answer.json()) as Reading);
    if (answer.status === 422) this.showProblems(((await answer.json()) as { problems: DiagramProblem[] }).problems);
  }

  private show(reading: Reading, anew = false): void {
    this.page.evidence = reading.evidence;
    this.findings.show(reading.findings, anew);
    this.table?.show(reading.rows);
    this.showProblems([]);
    this.lightRow();
  }

  /** What keeps the diagram from being read. */
  private showProblems(problems: DiagramProblem[]): void {
    const box = document.querySelector<HTMLElement>("[data-problems]");
    box?.toggleAttribute("hidden", problems.length === 0);
    const list = box?.querySelector("[data-problems-list]");
    list?.replaceChildren(...problems.map(({ message }) => Object.assign(document.createElement("li"), { textContent: message })));
  }

  /** The table has been changed: its rows come into the diagram, without moving what has not changed. */
  private async takeRows(): Promise<void> {
    if (!this.table) return;
    this.draft.touch();
    this.panel.flush();
    const before = await this.xml();
    const answer = await sendJson(this.page.urls.rows, { xml: before, rows: this.table.rows() }).catch(() => null);
    if (!answer) return notify(text("offline"), "error");
    if (answer.status === 422) return this.refuseRows((await answer.json()) as { problems: RowProblem[] });
    if (!answer.ok) return notify(text("requestFailed", { status: answer.status }), "error");
    if ((await this.xml()) !== before) return this.takeRows(); // something was drawn meanwhile
    const reading = (await answer.json()) as Reading & { xml: string };
    this.tellRows([]);
    await this.history.replace(before, reading.xml);
    this.table.accept(reading.rows);
    this.show(reading, true);
  }

  private refuseRows({ problems }: { problems: RowProblem[] }): void {
    this.table?.mark(problems);
    this.tellRows(problems);
  }

  private tellRows(problems: RowProblem[]): void {
    const box = document.querySelector<HTMLElement>("[data-table-problems]");
    box?.toggleAttribute("hidden", problems.length === 0);
    const list = box?.querySelector("[data-table-problems-list]");
    const lines = problems.map(({ place, message }) => Object.assign(document.createElement("li"), { textContent: place ? `${place}：${message}` : message }));
    list?.replaceChildren(...lines);
  }

  private lightRow(): void {
    const [element] = this.tool.get("selection").get().map(meant);
    this.table?.light(element ? keyOf(element) : null, true);
  }

  private chooseKey(key: string | null): void {
    const element = key === null ? undefined : this.tool.get("elementRegistry").filter((each) => !each.labelTarget && keyOf(each) === key)[0];
    if (element) this.choose(element.id);
  }

  // together with others

  private async resolve(conflict: Conflict): Promise<void> {
    const choice = await askAboutConflict(this.places.conflict, conflict);
    if (choice === "mine") return void this.draft.resume(conflict.revision, true);
    await this.history.replace(await this.xml(), choice === "merge" ? conflict.merged_xml : conflict.xml);
    window.clearTimeout(this.storing);
    if (choice === "merge") {
      notify(word("merged"), "success");
      return void this.draft.resume(conflict.revision, false);
    }
    this.draft.forget(conflict.revision);
  }

  private async ask<Answer>(url: string, body: unknown): Promise<Answer | null> {
    const answer = await sendJson(url, body).catch(() => null);
    if (answer?.ok) return (await answer.json()) as Answer;
    const reason = answer?.status === 422 ? ((await answer.json()) as { message?: string }).message : undefined;
    notify(word("layoutFailed", { reason: reason ?? text(answer ? "requestFailed" : "offline", { status: answer?.status ?? "" }) }), "error");
    return null;
  }
}

