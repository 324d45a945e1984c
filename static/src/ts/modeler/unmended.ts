// What was typed into the panel and cannot be taken over: it stays, with its element marked, until it is mended.
import type { BpmnTool, Shape } from "./bpmn";
import { make } from "./panel/controls";
import { word } from "./words";

/** Element → field → what was typed. */
export type Typed = Record<string, Record<string, string>>;

const OVERLAY = "unmended";

export class Unmended {
  private typed: Typed = {};

  constructor(private readonly tool: BpmnTool, private readonly place: HTMLElement, private readonly choose: (id: string) => void) {
    tool.get("eventBus").on(["import.done", "shape.removed", "shape.added"], () => this.mark());
  }

  /** null where everything has been taken over. */
  get all(): Typed | null {
    const known = Object.entries(this.typed).filter(([id]) => this.tool.get("elementRegistry").get(id));
    return known.length ? Object.fromEntries(known) : null;
  }

  restore(typed: Typed): void {
    this.typed = typed;
    this.mark();
  }

  /** Reads off the fields of the element which of them are wrong; true where that has changed. */
  note({ id }: Shape, fields: HTMLElement): boolean {
    const wrong = [...fields.querySelectorAll<HTMLInputElement>('[aria-invalid="true"]')].map((input) => [input.id, input.value]);
    const before = JSON.stringify(this.typed[id] ?? {});
    if (wrong.length) this.typed[id] = Object.fromEntries(wrong);
    else delete this.typed[id];
    if (JSON.stringify(this.typed[id] ?? {}) === before) return false;
    this.mark();
    return true;
  }

  putBack({ id }: Shape, fields: HTMLElement): void {
    for (const [field, words] of Object.entries(this.typed[id] ?? {})) {
      const input = fields.querySelector<HTMLInputElement>(`#${CSS.escape(field)}`);
      if (input) input.value = words;
    }
  }

  /** Names the other elements that wait to be mended. */
  show(element: Shape | null): void {
    const registry = this.tool.get("elementRegistry");
    const others = Object.keys(this.all ?? {}).filter((id) => id !== element?.id);
    this.place.replaceChildren(
      ...others.map((id) => {
        const name = (registry.get(id)?.businessObject.name as string | undefined) || word("nameless");
        const button = make("button", { type: "button", className: "panel__unmended", textContent: word("unmended", { name }) });
        button.addEventListener("click", () => this.choose(id));
        return button;
      }),
    );
  }

  private mark(): void {
    const overlays = this.tool.get("overlays");
    overlays.remove({ type: OVERLAY });
    for (const id of Object.keys(this.all ?? {})) {
      const html = make("span", { className: "finding-mark finding-mark--error", textContent: "！", title: word("unmendedMark") });
      html.setAttribute("role", "img");
      html.setAttribute("aria-label", word("unmendedMark"));
      overlays.add(id, OVERLAY, { position: { top: -9, right: 13 }, html });
    }
  }
}
