// The diagram beside the rows: drawn anew while they are typed; pointing at one lights up the other.
import { type DiagramView, diagramOf } from "../lib/diagram";
import type { Grid } from "../lib/grid";
import { sendJson } from "../lib/http";
import { steadily } from "../lib/steady";
import type { PageData } from "./types";

const PAUSE = 350;

export class Preview {
  private readonly view: DiagramView | null;
  private readonly figure = document.getElementById("hearing-diagram");
  private elements: Record<string, string>;
  private timer = 0;
  private asked = 0;
  private hadDrawing: boolean;

  constructor(private readonly page: PageData, private readonly grid: Grid) {
    this.view = this.figure ? diagramOf(this.figure) : null;
    this.elements = page.elements;
    this.hadDrawing = Boolean(this.figure?.querySelector("[data-diagram-view] svg"));
    this.lightFromGrid();
    this.lightFromDiagram();
  }

  /** The rows have changed. */
  soon(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.draw(), PAUSE);
  }

  private async draw(): Promise<void> {
    const number = ++this.asked;
    const answer = await sendJson(this.page.urls.preview, { steps: this.grid.rows() }).catch(() => null); // the next change asks again
    if (!answer?.ok || number !== this.asked) return;
    const drawn = (await answer.json()) as { svg: string; elements: Record<string, string> };
    this.elements = drawn.elements;
    steadily(() => this.show(drawn.svg));
  }

  private show(svg: string): void {
    document.querySelector<HTMLElement>("[data-preview]")?.toggleAttribute("hidden", !svg);
    document.querySelector<HTMLElement>("[data-preview-empty]")?.toggleAttribute("hidden", Boolean(svg));
    this.view?.replace(svg);
    if (svg && !this.hadDrawing) this.view?.open();
    this.hadDrawing = Boolean(svg);
  }

  private lightFromGrid(): void {
    const place = document.querySelector<HTMLElement>('[data-table="steps"]');
    const light = (event: Event) => this.lightRow(this.grid.rowAt(event));
    place?.addEventListener("pointerover", light);
    place?.addEventListener("pointerleave", () => this.lightRow(this.grid.chosenRow()));
  }

  /** Lights up the shape of a row, null for none. */
  lightRow(row: number | null, reveal = false): void {
    const key = row === null ? undefined : this.grid.rows()[row]?.key;
    this.view?.light(key === undefined ? null : (this.elements[key] ?? null), reveal);
  }

  private lightFromDiagram(): void {
    const rowOf = (event: Event): number | null => {
      const shape = event.target instanceof Element ? event.target.closest("[data-element-id]") : null;
      const id = shape?.getAttribute("data-element-id");
      const row = this.grid.rows().findIndex((each) => each.key !== undefined && id !== null && this.elements[each.key] === id);
      return row < 0 ? null : row;
    };
    this.figure?.addEventListener("pointerover", (event) => this.grid.light(rowOf(event)));
    this.figure?.addEventListener("pointerleave", () => this.grid.light(null));
    this.figure?.addEventListener("click", (event) => {
      const row = rowOf(event);
      if (row !== null) this.grid.focus(row, "task");
    });
  }
}
