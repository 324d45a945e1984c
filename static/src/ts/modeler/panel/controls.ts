// The fields of the panel. What was typed wrongly stays in its field, with the message beside it.
import { containsMyNumber } from "../../hearing/mynumber";
import type { Choice } from "../../lib/grid";
import { word } from "../words";

const PAUSE = 600; // after the last key

export interface Control {
  node: HTMLElement;
  /** Shows what the diagram says now, unless the person is typing here. */
  refresh(): void;
  /** Takes over what is being typed. */
  flush(): void;
}

export interface TextOptions {
  id: string;
  label: string;
  read(): string;
  write(value: string): void;
  /** What is wrong with what was typed; "" where nothing is. */
  check?(typed: string): string;
  hint?: string;
  area?: boolean;
  decimal?: boolean;
  suggestions?: string[];
}

export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function field(id: string, label: string, hint: string, ...inputs: Node[]): { node: HTMLElement; error: HTMLElement } {
  const node = make("div", { className: "field panel__field" });
  node.append(make("label", { className: "field__label", htmlFor: id, textContent: label }));
  if (hint) node.append(make("p", { className: "field__hint", id: `${id}-hint`, textContent: hint }));
  const error = make("p", { className: "field__error", id: `${id}-error`, hidden: true });
  error.setAttribute("role", "alert");
  node.append(error, ...inputs);
  return { node, error };
}

function suggest(input: HTMLInputElement, suggestions: string[]): HTMLElement[] {
  if (!suggestions.length) return [];
  const list = make("datalist", { id: `${input.id}-list` }, ...suggestions.map((value) => make("option", { value })));
  input.setAttribute("list", list.id);
  return [list];
}

class TextControl implements Control {
  readonly node: HTMLElement;
  private readonly input: HTMLInputElement | HTMLTextAreaElement;
  private readonly error: HTMLElement;
  private timer = 0;
  private shown = "";

  constructor(private readonly options: TextOptions) {
    const { id, label, hint = "", area, decimal, suggestions = [] } = options;
    this.input = area ? make("textarea", { rows: 3 }) : make("input", { type: "text", autocomplete: "off" });
    Object.assign(this.input, { id, className: "input" });
    if (decimal) this.input.inputMode = "decimal";
    if (hint) this.input.setAttribute("aria-describedby", `${id}-hint ${id}-error`);
    else this.input.setAttribute("aria-describedby", `${id}-error`);
    const lists = this.input instanceof HTMLInputElement ? suggest(this.input, suggestions) : [];
    ({ node: this.node, error: this.error } = field(id, label, hint, this.input, ...lists));
    this.listen();
    this.refresh();
  }

  refresh(): void {
    if (this.input === document.activeElement || !this.error.hidden) return;
    this.shown = this.options.read();
    if (this.input.value !== this.shown) this.input.value = this.shown;
  }

  flush(): void {
    window.clearTimeout(this.timer);
    const typed = this.input.value;
    if (typed === this.shown) return this.say("");
    const wrong = containsMyNumber(typed) ? word("holdsMyNumber") : (this.options.check?.(typed) ?? "");
    this.say(wrong);
    if (wrong) return;
    this.shown = typed;
    this.options.write(typed);
  }

  private say(wrong: string): void {
    this.error.hidden = !wrong;
    this.error.textContent = wrong;
    this.input.setAttribute("aria-invalid", String(Boolean(wrong)));
  }

  private listen(): void {
    this.input.addEventListener("input", (event) => {
      window.clearTimeout(this.timer);
      if (!(event as InputEvent).isComposing) this.timer = window.setTimeout(() => this.flush(), PAUSE);
    });
    this.input.addEventListener("compositionend", () => {
      this.timer = window.setTimeout(() => this.flush(), PAUSE);
    });
    this.input.addEventListener("change", () => this.flush());
    this.input.addEventListener("blur", () => {
      this.flush();
      this.refresh();
    });
  }
}

export function textControl(options: TextOptions): Control {
  return new TextControl(options);
}

export interface ChoiceOptions {
  id: string;
  label: string;
  choices: Choice[];
  /** Words of the choice of nothing; left out where something must be chosen. */
  none?: string;
  hint?: string;
  read(): string;
  write(value: string): void;
}

export function choiceControl({ id, label, choices, none, hint = "", read, write }: ChoiceOptions): Control {
  const select = make("select", { id, className: "input" });
  const all = none === undefined ? choices : [{ value: "", label: none }, ...choices];
  const { node } = field(id, label, hint, select);
  const refresh = () => {
    const value = read();
    // A value that no choice stands for comes from another tool: it is shown as it is and kept.
    const shown = all.some((choice) => choice.value === value) ? all : [...all, { value, label: value }];
    select.replaceChildren(...shown.map((choice) => make("option", { value: choice.value, textContent: choice.label })));
    select.value = value;
  };
  select.addEventListener("change", () => write(select.value));
  refresh();
  return { node, refresh, flush: () => undefined };
}

export interface CheckOptions {
  id: string;
  label: string;
  read(): boolean;
  write(value: boolean): void;
}

export function checkControl({ id, label, read, write }: CheckOptions): Control {
  const box = make("input", { type: "checkbox", id });
  const node = make("label", { className: "choice" }, box, make("span", { textContent: label }));
  const refresh = () => {
    box.checked = read();
  };
  box.addEventListener("change", () => write(box.checked));
  refresh();
  return { node, refresh, flush: () => undefined };
}

/** Controls under one heading. */
export function group(title: string, controls: Control[], row = false): Control {
  const node = make("fieldset", { className: "panel__group" }, make("legend", { className: "panel__legend", textContent: title }));
  const body = make("div", { className: row ? "panel__row" : "panel__stack" }, ...controls.map((control) => control.node));
  node.append(body);
  return all(node, controls);
}

export function all(node: HTMLElement, controls: Control[]): Control {
  return {
    node,
    refresh: () => controls.forEach((control) => control.refresh()),
    flush: () => controls.forEach((control) => control.flush()),
  };
}

/** Words that follow the diagram. */
export function wordsControl(node: HTMLElement, read: () => string): Control {
  const refresh = () => {
    const words = read();
    if (node.textContent !== words) node.textContent = words;
    node.hidden = !words;
  };
  refresh();
  return { node, refresh, flush: () => undefined };
}
