// What the rules say: badges on the diagram, a list under it, counts in the bar.
import type { BpmnTool } from "./bpmn";
import { make } from "./panel/controls";
import type { Finding, Severity } from "./types";
import { word } from "./words";

const SEVERITIES: Severity[] = ["error", "warning", "hint"];
const MARKS = { error: "errorMark", warning: "warningMark", hint: "hintMark" } as const;
const COUNTS = { error: "errors", warning: "warnings", hint: "hints" } as const;
const OVERLAY = "bpr-finding";

/** A sign that differs by colour, by shape and by its character. */
function mark(severity: Severity, title: string): HTMLElement {
  const made = make("span", { className: `finding-mark finding-mark--${severity}`, textContent: word(MARKS[severity]), title });
  made.setAttribute("role", "img");
  made.setAttribute("aria-label", title);
  return made;
}

function worstFirst(findings: Finding[]): Finding[] {
  return [...findings].sort((one, other) => SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity));
}

export class Findings {
  private shown = "";

  constructor(
    private readonly tool: BpmnTool,
    private readonly list: HTMLElement,
    private readonly counts: HTMLElement,
    private readonly choose: (id: string) => void,
  ) {}

  /** Shows other findings; the badges are drawn anew only where something has changed or another diagram stands there. */
  show(findings: Finding[], anew = false): void {
    const sorted = worstFirst(findings);
    const now = JSON.stringify(sorted);
    if (now === this.shown && !anew) return;
    this.shown = now;
    this.showBadges(sorted);
    this.showCounts(sorted);
    this.list.replaceChildren(...(sorted.length ? sorted.map((finding) => this.line(finding)) : [make("li", { className: "muted", textContent: word("noFindings") })]));
  }

  private showBadges(findings: Finding[]): void {
    const overlays = this.tool.get("overlays");
    overlays.remove({ type: OVERLAY });
    const first = new Map<string, Finding[]>();
    for (const finding of findings) first.set(finding.element_id, [...(first.get(finding.element_id) ?? []), finding]);
    for (const [id, its] of first) {
      const [worst] = its;
      if (!worst || !this.tool.get("elementRegistry").get(id)) continue;
      const html = mark(worst.severity, its.map(({ message }) => message).join("\n"));
      overlays.add(id, OVERLAY, { position: { top: -9, left: -9 }, html });
    }
  }

  private showCounts(findings: Finding[]): void {
    this.counts.replaceChildren(
      ...SEVERITIES.map((severity) => {
        const count = findings.filter((finding) => finding.severity === severity).length;
        const words = word(COUNTS[severity], { count });
        return make("span", { className: "finding-count" }, mark(severity, words), make("span", { textContent: words }));
      }),
    );
  }

  private line(finding: Finding): HTMLElement {
    const severity = word(finding.severity);
    const words = make("span", {}, make("strong", { textContent: finding.message }), ` ${finding.remedy}`);
    const item = make("li", { className: "finding" }, mark(finding.severity, severity));
    if (!finding.element_id || !this.tool.get("elementRegistry").get(finding.element_id)) item.append(words);
    else {
      const button = make("button", { type: "button", className: "finding__button" }, words);
      button.addEventListener("click", () => this.choose(finding.element_id));
      item.append(button);
    }
    return item;
  }
}
