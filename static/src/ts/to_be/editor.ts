// The table of a to-be: rows, ready-made changes, drawing, problems.
import { diagramOf } from "../lib/diagram";
import { createGrid, type Grid, type GridRow } from "../lib/grid";
import { sendJson } from "../lib/http";
import { notify } from "../lib/notify";
import { showSaveState } from "../lib/save_state";
import { text } from "../lib/text";
import { type CommonActions, editRemoved, showCommon } from "./common";
import { ask } from "./dialog";
import { Saving } from "./saving";
import { type PageData, type Preview, type Problem, type Removed, say, type Table } from "./types";

const PAUSE = 500;
const HIDDEN = [
  { key: "key", title: "", type: "key" as const },
  { key: "common_key", title: "", type: "hidden" as const },
];
const MOST_STATES = 100;

export class Editor {
  private removed: Removed[];
  private readonly past: string[] = [];
  private present: string;
  private elements: Record<string, string> = {};
  private names = new Map<string, string>();
  private chosen: number[] = [];
  private timer = 0;
  private asked = 0;
  private readonly saving: Saving;

  constructor(private readonly page: PageData, private readonly grid: Grid) {
    this.removed = page.table.removed;
    this.present = JSON.stringify(this.table());
    this.saving = new Saving(page, () => this.table(), {
      conflict: (message) => this.showConflict(message),
      problems: (problems) => this.showProblems(problems),
    });
    this.listen();
    void this.draw();
  }

  table(): Table {
    return { steps: this.grid.rows(), removed: this.removed };
  }

  /** The grid was typed into. */
  changed(): void {
    this.remember();
    this.saving.touch();
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.draw(), PAUSE);
  }

  /** Another row was chosen: say what it is, and light up its shape. */
  chose(row: number): void {
    this.chosen = [row];
    const chosen = this.table().steps[row];
    const place = document.querySelector("[data-chosen]");
    const origins = (chosen?.origins ?? "").split(/[、,／]/).map((part) => this.names.get(part.trim())).filter(Boolean);
    const words = { row: row + 1, task: chosen?.task ?? "", origins: origins.join("、") || "―" };
    if (place) place.textContent = say(this.page, "chosen", words);
    const figure = document.querySelector<HTMLElement>("#preview");
    if (figure) diagramOf(figure)?.light(this.elements[chosen?.key ?? ""] ?? null);
  }

  private remember(): void {
    const now = JSON.stringify(this.table());
    if (now === this.present) return;
    this.past.push(this.present);
    if (this.past.length > MOST_STATES) this.past.shift();
    this.present = now;
    this.showUndo();
  }

  private undo(): void {
    const before = this.past.pop();
    if (before === undefined) return;
    this.present = before;
    this.put(JSON.parse(before) as Table);
    this.showUndo();
  }

  private showUndo(): void {
    document.querySelector("[data-act=undo]")?.toggleAttribute("disabled", this.past.length === 0);
  }

  private put(table: Table): void {
    this.removed = table.removed;
    this.grid.setRows(table.steps);
    this.saving.touch();
    void this.draw();
  }

  private async draw(): Promise<void> {
    const order = ++this.asked;
    const response = await sendJson(this.page.urls.preview, { table: this.table() }).catch(() => null);
    if (order !== this.asked) return;
    if (!response?.ok) {
      if (response === null) showSaveState("error", text("offline"));
      return;
    }
    this.show((await response.json()) as Preview);
  }

  private show(preview: Preview): void {
    this.elements = preview.elements;
    this.names = new Map(preview.common.map((step) => [step.number, `${step.number} ${step.name}`]));
    const figure = document.querySelector<HTMLElement>("#preview");
    const view = figure ? diagramOf(figure) : null;
    const wasEmpty = !figure?.querySelector("[data-diagram-view] svg");
    if (preview.svg) view?.replace(preview.svg);
    if (wasEmpty) view?.fit();
    this.showProblems(preview.problems);
    this.showWarnings(preview.warnings);
    showCommon(this.page, preview.common, this.commonActions());
  }

  private commonActions(): CommonActions {
    return {
      restore: (key) => void this.change("restore", { common_key: key }),
      remove: (key) => this.putRemoved([...this.removed, { common_key: key, measure: "", reason: "" }]),
      edit: (key, field, value) => this.putRemoved(editRemoved(this.removed, key, field, value)),
    };
  }

  private putRemoved(removed: Removed[]): void {
    this.removed = removed;
    this.remember();
    this.saving.touch();
    void this.draw();
  }

  private showProblems(problems: Problem[]): void {
    this.grid.setErrors(problems.filter(({ row }) => row >= 0));
    this.list("[data-problems]", "[data-problem-list]", problems);
  }

  private showWarnings(warnings: Problem[]): void {
    this.list("[data-warnings]", "[data-warning-list]", warnings);
    const count = document.querySelector("[data-warning-count]");
    if (count) count.textContent = String(warnings.length);
  }

  private list(box: string, place: string, problems: Problem[]): void {
    document.querySelector<HTMLElement>(box)?.toggleAttribute("hidden", problems.length === 0);
    document.querySelector(place)?.replaceChildren(...problems.map((problem) => this.item(problem)));
  }

  private item({ row, key, place, message }: Problem): HTMLLIElement {
    const made = document.createElement("li");
    const link = Object.assign(document.createElement("a"), { href: "#common-title", textContent: place ? `${place}：${message}` : message });
    if (row >= 0) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        this.grid.focus(row, key);
      });
    }
    made.append(link);
    return made;
  }

  private showConflict(message: string): void {
    const box = document.querySelector<HTMLElement>("[data-conflict]");
    const place = box?.querySelector("[data-conflict-text]");
    if (place) place.textContent = message;
    box?.removeAttribute("hidden");
    box?.scrollIntoView({ block: "center" });
  }

  // ready-made changes

  private async change(name: string, values: Record<string, unknown>, table = this.table()): Promise<void> {
    const response = await sendJson(this.page.urls.change, { name, table, ...values }).catch(() => null);
    if (!response) return notify(text("offline"), "error");
    const answer = (await response.json().catch(() => ({}))) as { table?: Table; message?: string };
    if (!answer.table) return notify(answer.message ?? text("requestFailed", { status: response.status }), "error");
    this.put(answer.table);
    this.remember();
  }

  private async act(act: string): Promise<void> {
    if (act === "undo") return this.undo();
    const rows = this.table().steps;
    const chosen = this.chosen.map((at) => rows[at]).filter((row): row is GridRow => row !== undefined);
    const [first] = chosen;
    if (act === "add") return this.change("add", { after: first?.key ?? "" });
    if (!first) return notify(say(this.page, "chooseFirst"), "warn");
    if (act === "up" || act === "down") return this.move(rows.indexOf(first), act === "up" ? -1 : 1);
    if (act === "merge" && chosen.length < 2) return notify(say(this.page, "chooseTwo"), "warn");
    const concerned = act === "merge" ? chosen : [first];
    const answer = await ask(this.page, act, concerned.map((row) => `${row.number} ${row.task}`).join("、"));
    if (!answer) return;
    const { measure, reason, system } = answer;
    if (act === "merge") return this.change("merge", { keys: concerned.map((row) => row.key), measure });
    if (act === "automate") return this.change("automate", { key: first.key, system, measure });
    return this.change("remove", { key: first.key, measure, reason });
  }

  private move(from: number, by: number): void {
    this.grid.moveRow(from, from + by);
  }

  /** The grid gives up its selection when the focus leaves it: what was chosen is noted just before. */
  private noteChosen(): void {
    const rows = this.grid.chosenRows();
    if (rows.length > 0) this.chosen = rows;
  }

  private listen(): void {
    for (const event of ["pointerdown", "focusin"]) document.addEventListener(event, () => this.noteChosen(), { capture: true });
    document.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-act]") : null;
      if (button?.dataset.act) void this.act(button.dataset.act);
    });
    document.querySelector("[data-reload]")?.addEventListener("click", () => window.location.reload());
    document.querySelector("[data-copy-mine]")?.addEventListener("click", () => void this.copy());
    document.querySelector("[data-save]")?.addEventListener("submit", (event) => {
      event.preventDefault();
      const reason = document.getElementById("version-reason") as HTMLInputElement;
      void this.saving.version(reason.value);
    });
  }

  private async copy(): Promise<void> {
    const lines = [this.page.columns.map(({ title }) => title), ...this.grid.rows().map((row) => this.page.columns.map(({ key }) => row[key] ?? ""))];
    const words = lines.map((line) => line.map((part) => part.replace(/[\t\n]/g, " ")).join("\t")).join("\n");
    await navigator.clipboard.writeText(words).then(() => notify(text("copied"), "success"), () => notify(text("copyFailed"), "error"));
  }
}

/** Makes the editor inside the page. */
export async function startEditor(page: PageData, place: HTMLElement): Promise<void> {
  let editor: Editor | undefined;
  const grid = await createGrid(place, {
    columns: [...HIDDEN, ...page.columns],
    rows: page.table.steps,
    label: say(page, "gridLabel"),
    onChange: () => editor?.changed(),
    onSelect: (row) => editor?.chose(row),
  });
  editor = new Editor(page, grid);
}
