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

/** The content with every text left blank that holds a 個人番号. */
export function withoutMyNumbers({ xml, rows }: Content): Content {
  const clean = rows?.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, containsMyNumber(value) ? "" : value]))) ?? null;
  if (!containsMyNumber(xml)) return { xml, rows: clean };
  const document = new DOMParser().parseFromString(xml, "application/xml");
  blank(document.documentElement);
  return { xml: new XMLSerializer().serializeToString(document), rows: clean };
}
