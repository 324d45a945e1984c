// The language of the drawing tool: that of the page.
import { MODELER, SIMULATION } from "./translations";

export function isEnglish(): boolean {
  return document.documentElement.lang.startsWith("en");
}

function filled(words: string, values: Record<string, string> = {}): string {
  return words.replace(/\{([^}]+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** A word of bpmn-js in the language of the page; English passes through. */
export function translate(words: string, values?: Record<string, string>): string {
  return filled(isEnglish() ? words : (MODELER[words] ?? words), values);
}

export const translateModule = { translate: ["value", translate] };

const patterns = Object.entries(SIMULATION)
  .filter(([english]) => english.includes("*"))
  .map(([english, japanese]) => ({ pattern: new RegExp(`^${english.replace("*", "(.+)")}$`), japanese }));

/** Words that a library writes into its HTML, in Japanese; null where they are none of its words. */
export function written(words: string, known: Record<string, string>): string | null {
  const plain = words.trim();
  const found = known[plain];
  if (found !== undefined) return words.replace(plain, found);
  for (const { pattern, japanese } of known === SIMULATION ? patterns : []) {
    const match = pattern.exec(plain);
    if (match) return words.replace(plain, japanese.replace("*", match[1] ?? ""));
  }
  return null;
}

const ATTRIBUTES = ["title", "aria-label"];

function localiseText(node: Text, known: Record<string, string>): void {
  const words = written(node.data, known);
  if (words !== null && words !== node.data) node.data = words;
}

function localiseElement(element: Element, known: Record<string, string>): void {
  for (const name of ATTRIBUTES) {
    const words = written(element.getAttribute(name) ?? "", known);
    if (words !== null) element.setAttribute(name, words);
  }
  for (const node of element.childNodes) {
    if (node instanceof Text) localiseText(node, known);
    else if (node instanceof Element) localiseElement(node, known);
  }
}

/**
 * Keeps the words inside elements with this class prefix Japanese that a library writes without asking for translations.
 * Only such elements: the diagram itself holds people's own words.
 */
export function localise(root: HTMLElement, inside: string, known: Record<string, string>): void {
  if (isEnglish()) return;
  const belongs = (node: Node) => (node instanceof Element ? node : node.parentElement)?.closest(inside);
  const look = (node: Node) => {
    if (node instanceof Text && belongs(node)) localiseText(node, known);
    if (!(node instanceof Element)) return;
    if (belongs(node)) localiseElement(node, known);
    else for (const part of node.querySelectorAll(inside)) localiseElement(part, known);
  };
  look(root);
  new MutationObserver((changes) => {
    for (const { target, addedNodes, type } of changes) type === "childList" ? addedNodes.forEach(look) : look(target);
  }).observe(root, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES });
}
