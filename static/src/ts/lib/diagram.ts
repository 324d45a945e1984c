// A diagram that zooms and scrolls, and whose shapes and rows light each other up (data-element-id on both).
import { Overview } from "./overview";
import { onPinch } from "./pinch";
import { text } from "./text";

const STEP = 1.25;
const SMALLEST = 0.2;
const LARGEST = 4;
const READABLE = 0.7; // large enough to read the text in the shapes; no drawing opens smaller

export interface DiagramView {
  /** Lights up one element in diagram and rows, null for none; `reveal` scrolls the shape into sight. */
  light(id: string | null, reveal?: boolean): void;
  /** Lights up one element and keeps it lit, whatever is pointed at, until something is clicked. */
  hold(id: string): void;
  zoom(factor: number): void;
  /** As large as the whole drawing fits, never beyond its own size. */
  fit(): void;
  /** As a page opens: its whole width where that can be read, else readable from its left end. */
  open(): void;
  /** Puts another drawing in its place and keeps zoom and position. */
  replace(svg: string): void;
}

interface Parts {
  figure: HTMLElement;
  view: HTMLElement;
  rows: HTMLElement | null;
}

function naturalSize(svg: SVGSVGElement): { width: number; height: number } {
  const box = svg.viewBox.baseVal;
  if (box && box.width) return { width: box.width, height: box.height };
  return { width: svg.width.baseVal.value, height: svg.height.baseVal.value };
}

function elementsWith(root: Element | null, id: string): Element[] {
  return root ? [...root.querySelectorAll(`[data-element-id="${CSS.escape(id)}"]`)] : [];
}

function idAt(event: Event): string | null {
  const target = event.target instanceof Element ? event.target.closest("[data-element-id]") : null;
  return target?.getAttribute("data-element-id") ?? null;
}

class Diagram implements DiagramView {
  private factor = 1;
  private pinned: string | null = null;
  private held = false;
  private readonly hint: HTMLElement;
  private readonly overview: Overview;

  constructor(private readonly parts: Parts) {
    this.hint = document.createElement("span");
    this.hint.className = "diagram__hint";
    this.hint.textContent = text("diagramScrolls");
    this.hint.hidden = true;
    parts.figure.querySelector(".diagram__title")?.after(this.hint);
    this.overview = new Overview(parts.view);
    this.open();
    this.listenToButtons();
    this.listenToKeys();
    this.listenToPointer(parts.view);
    if (parts.rows) this.listenToPointer(parts.rows);
    this.listenToDragging();
    this.listenToPinching();
    parts.view.addEventListener("scroll", () => this.moved(), { passive: true });
    window.addEventListener("resize", () => this.moved());
  }

  private get svg(): SVGSVGElement | null {
    return this.parts.view.querySelector("svg");
  }

  zoom(factor: number): void {
    const { view } = this.parts;
    this.zoomAround(factor, view.clientWidth / 2, view.clientHeight / 2);
  }

  /** What is at (x, y) of the view stays there. */
  private zoomAround(factor: number, x: number, y: number): void {
    const { view, figure } = this.parts;
    if (!this.svg) return;
    const before = this.factor;
    this.factor = Math.min(LARGEST, Math.max(SMALLEST, factor));
    const ratio = this.factor / before;
    const at = { x: view.scrollLeft + x, y: view.scrollTop + y };
    this.resize();
    view.scrollTo(at.x * ratio - x, at.y * ratio - y);
    const value = figure.querySelector<HTMLOutputElement>("[data-zoom-value]");
    if (value) value.value = `${Math.round(this.factor * 100)}%`;
  }

  private resize(): void {
    if (!this.svg) return;
    const { width, height } = naturalSize(this.svg);
    this.svg.setAttribute("width", String(width * this.factor));
    this.svg.setAttribute("height", String(height * this.factor));
    this.moved();
  }

  fit(): void {
    this.zoom(this.fitting());
  }

  open(): void {
    if (!this.svg) return;
    const wide = Math.min(1, this.parts.view.clientWidth / naturalSize(this.svg).width);
    this.zoom(Math.max(wide, READABLE));
    this.parts.view.scrollTo(0, 0);
  }

  private moved(): void {
    const { view } = this.parts;
    this.hint.hidden = view.scrollWidth - view.clientWidth - view.scrollLeft < 8;
    this.overview.follow(this.svg);
  }

  /** The diagram alone in the whole window, or back in its page. */
  private fillWindow(fills: boolean): void {
    const { figure, view } = this.parts;
    figure.toggleAttribute("data-full", fills);
    document.documentElement.toggleAttribute("data-diagram-full", fills);
    figure.querySelector("[data-full-window]")?.setAttribute("aria-pressed", String(fills));
    this.moved();
    view.focus({ preventScroll: fills });
  }

  private fitting(): number {
    if (!this.svg) return 1;
    const { width, height } = naturalSize(this.svg);
    const { view } = this.parts;
    // The view is as tall as its drawing up to a limit: the limit is what there is room for.
    const room = Number.parseFloat(getComputedStyle(view).maxHeight) || view.clientHeight;
    return Math.min(1, view.clientWidth / width, room / height);
  }

  replace(svg: string): void {
    const { view } = this.parts;
    const position = { left: view.scrollLeft, top: view.scrollTop };
    const parsed = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
    view.replaceChildren(document.importNode(parsed, true));
    this.resize();
    view.scrollTo(position);
    this.light(this.pinned);
  }

  light(id: string | null, reveal = false): void {
    const { view, rows } = this.parts;
    for (const lit of [...view.querySelectorAll(".is-lit"), ...(rows?.querySelectorAll(".is-lit") ?? [])]) {
      lit.classList.remove("is-lit");
    }
    if (id === null) return;
    const shapes = elementsWith(view, id);
    const lines = elementsWith(rows, id);
    for (const element of [...shapes, ...lines]) element.classList.add("is-lit");
    if (reveal) for (const element of [shapes[0], lines[0]]) element?.scrollIntoView({ block: "nearest", inline: "center" });
  }

  hold(id: string): void {
    this.pinned = id;
    this.held = true;
    this.light(id, true);
  }

  private listenToPointer(area: HTMLElement): void {
    area.addEventListener("pointerover", (event) => {
      if (!this.held) this.light(idAt(event) ?? this.pinned);
    });
    area.addEventListener("pointerleave", () => this.light(this.pinned));
    area.addEventListener("focusin", (event) => this.light(idAt(event) ?? this.pinned, idAt(event) !== null));
    area.addEventListener("click", (event) => {
      this.held = false;
      this.pinned = idAt(event);
      this.light(this.pinned, true);
      const detail = { id: this.pinned };
      this.parts.figure.dispatchEvent(new CustomEvent("diagram:select", { bubbles: true, detail }));
    });
  }

  private act(action: string | undefined): void {
    if (action === "in") this.zoom(this.factor * STEP);
    if (action === "out") this.zoom(this.factor / STEP);
    if (action === "fit") this.fit();
  }

  private listenToButtons(): void {
    this.parts.figure.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-zoom]") : null;
      if (button) this.act(button.dataset.zoom);
      const fills = event.target instanceof Element && event.target.closest("[data-full-window]");
      if (fills) this.fillWindow(!this.parts.figure.hasAttribute("data-full"));
    });
    this.parts.figure.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.parts.figure.hasAttribute("data-full")) this.fillWindow(false);
    });
  }

  private listenToKeys(): void {
    const actions: Record<string, string> = { "+": "in", ";": "in", "=": "in", "-": "out", "0": "fit" };
    const { view } = this.parts;
    view.addEventListener("keydown", (event) => {
      const action = event.ctrlKey || event.metaKey ? undefined : actions[event.key];
      if (!action) return;
      event.preventDefault();
      this.act(action);
    });
    view.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      const edge = view.getBoundingClientRect();
      this.zoomAround(this.factor * (event.deltaY < 0 ? STEP : 1 / STEP), event.clientX - edge.left, event.clientY - edge.top);
    }, { passive: false });
  }

  private listenToPinching(): void {
    const { view } = this.parts;
    let before = this.factor;
    onPinch(view, () => (before = this.factor), (factor, x, y) => {
      const edge = view.getBoundingClientRect();
      this.zoomAround(before * factor, x - edge.left, y - edge.top);
    });
  }

  private listenToDragging(): void {
    const { view } = this.parts;
    let from: { x: number; y: number; left: number; top: number } | null = null;
    view.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || event.pointerType === "touch" || idAt(event)) return;
      from = { x: event.clientX, y: event.clientY, left: view.scrollLeft, top: view.scrollTop };
      view.dataset.dragging = "";
      view.setPointerCapture(event.pointerId);
    });
    view.addEventListener("pointermove", (event) => {
      if (from) view.scrollTo(from.left - (event.clientX - from.x), from.top - (event.clientY - from.y));
    });
    for (const end of ["pointerup", "pointercancel"]) {
      view.addEventListener(end, () => {
        from = null;
        delete view.dataset.dragging;
      });
    }
  }
}

// Shared by all scripts of a page: every entry is a bundle with its own copy of this module, and a page may load two.
const shared = globalThis as { bprDiagrams?: WeakMap<HTMLElement, DiagramView> };
const known = (shared.bprDiagrams ??= new WeakMap<HTMLElement, DiagramView>());

/** The view of a `[data-diagram]` figure; made at the first call, null where the figure has no view inside. */
export function diagramOf(figure: HTMLElement): DiagramView | null {
  const existing = known.get(figure);
  const view = figure.querySelector<HTMLElement>("[data-diagram-view]");
  if (existing || !view) return existing ?? null;
  const made = new Diagram({ figure, view, rows: document.getElementById(figure.dataset.rows ?? "") });
  known.set(figure, made);
  return made;
}
