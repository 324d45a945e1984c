// Japanese line breaks for the texts of a diagram: no line begins with 「、」 or ends with 「（」.
interface Style {
  fontSize?: number | string;
}
interface Layout {
  box?: { width: number };
  padding?: number | { left?: number; right?: number };
  style?: Style;
}
interface TextRenderer {
  createText(text: string, options?: Layout): SVGElement;
  getDefaultStyle(): Style;
}

const NEVER_FIRST = "、。，．・：；？！）］｝」』】〕〉》ゝ々ーぁぃぅぇぉっゃゅょァィゥェォッャュョ,.)]}";
const NEVER_LAST = "（［｛「『【〔〈《([{";
const NARROW = /[\u0000-\u00ff\uff61-\uff9f]/;
const JAPANESE = /[\u3040-\u30ff\u4e00-\u9fff]/;
const HALF = 0.62; // of the size of the font: never less than a letter of BIZ UDPGothic needs on average

function ems(character: string): number {
  return NARROW.test(character) ? HALF : 1;
}

/** Where the line must end so that neither it nor the next stands against the rules; 0 where there is no such place. */
function breakBefore(characters: string[], at: number): number {
  let place = at;
  while (place > 0 && (NEVER_FIRST.includes(characters[place] ?? "") || NEVER_LAST.includes(characters[place - 1] ?? ""))) place -= 1;
  return place || at;
}

function breakLine(line: string, room: number): string[] {
  let rest = [...line];
  const lines: string[] = [];
  for (;;) {
    let [at, width] = [0, 0];
    while (at < rest.length && width + ems(rest[at] ?? "") <= room) width += ems(rest[at++] ?? "");
    if (at >= rest.length || at === 0) return [...lines, rest.join("")];
    const end = breakBefore(rest, at);
    lines.push(rest.slice(0, end).join(""));
    rest = rest.slice(end);
  }
}

/** The text with line ends put in; `room` is the width of a line in sizes of the font. */
export function breakLines(text: string, room: number): string {
  if (!JAPANESE.test(text) || room < 2) return text;
  return text.split(/\r?\n/).flatMap((line) => breakLine(line, room)).join("\n");
}

function roomOf({ box, padding = 0, style }: Layout, standard: Style): number {
  const sides = typeof padding === "number" ? 2 * padding : (padding.left ?? 0) + (padding.right ?? 0);
  return ((box?.width ?? 0) - sides) / Number.parseFloat(String(style?.fontSize ?? standard.fontSize ?? 12));
}

/** Put in the place of a method of bpmn-js' own text renderer. */
export class LineBreaks {
  static $inject = ["textRenderer"];

  constructor(renderer: TextRenderer) {
    const create = renderer.createText.bind(renderer);
    renderer.createText = (text, options = {}) => {
      return create(options.box ? breakLines(text ?? "", roomOf(options, renderer.getDefaultStyle())) : text, options);
    };
  }
}
