// The copy in the browser's own store: never with a 個人番号.
import { containsMyNumber } from "../hearing/mynumber";
import type { Content } from "./draft";

/** Positions and sizes are figures of the drawing: long decimals in them are no numbers of people. */
const DRAWING = new Set(["x", "y", "width", "height"]);

function blank(element: Element): void {
  for (const { name, value } of [...element.attributes]) {
    if (!DRAWING.has(name) && containsMyNumber(value)) element.setAttribute(name, "");
  }
  for (const node of element.childNodes) {
    if (node.nodeType === Node.TEXT_NODE && containsMyNumber(node.nodeValue ?? "")) node.nodeValue = "";
  }
  for (const child of element.children) blank(child);
}

function clean(texts: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([key, value]) => [key, containsMyNumber(value) ? "" : value]));
}

function cleanDiagram(xml: string): string {
  if (!containsMyNumber(xml)) return xml;
  const document = new DOMParser().parseFromString(xml, "application/xml");
  blank(document.documentElement);
  return new XMLSerializer().serializeToString(document);
}

/** The content with every text left blank that holds a 個人番号. */
export function withoutMyNumbers({ xml, rows, typed }: Content): Content {
  const fields = typed && Object.fromEntries(Object.entries(typed).map(([id, texts]) => [id, clean(texts)]));
  return { xml: cleanDiagram(xml), rows: rows?.map(clean) ?? null, typed: fields };
}
