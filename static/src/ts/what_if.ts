// もし変わったら: a moved slider or a typed value asks the server; answer, scenarios and chart are renewed in place.
import { drawChart, type Figure } from "./lib/chart";
import { text } from "./lib/text";

interface Answer {
  answer: string;
  scenarios: string;
  figure: Figure;
  description: string;
  errors: Record<string, string>;
  changed: string[];
  values: Record<string, string>;
  query: string;
}

const PAUSE = 150;
const form = document.querySelector<HTMLFormElement>("#what-if-levers");
let timer = 0;
let asking: AbortController | null = null;

function part<T extends HTMLElement>(lever: HTMLElement, name: string): T | null {
  return lever.querySelector<T>(`[data-lever-${name}]`);
}

/** The value at which the slider stands, in as many places as it is shown with. */
function moved(slider: HTMLInputElement): string {
  return String(Math.round(slider.valueAsNumber * 100) / 100);
}

function showLever(lever: HTMLElement, answer: Answer): void {
  const name = lever.dataset.lever ?? "";
  const problem = answer.errors[name] ?? "";
  const field = part<HTMLInputElement>(lever, "value");
  const slider = part<HTMLInputElement>(lever, "slider");
  const error = part(lever, "error");
  const mark = part(lever, "changed");
  if (error) {
    error.hidden = !problem;
    error.textContent = problem;
  }
  lever.classList.toggle("field--error", Boolean(problem));
  if (mark) mark.hidden = !answer.changed.includes(name);
  if (problem) field?.setAttribute("aria-invalid", "true");
  else field?.removeAttribute("aria-invalid");
  if (slider && slider !== document.activeElement) slider.value = answer.values[name] ?? "";
}

function replaceContent(id: string, html: string): void {
  const place = document.getElementById(id);
  if (place) place.innerHTML = html;
}

function show(answer: Answer): void {
  replaceContent("what-if-answer", answer.answer);
  replaceContent("what-if-rows", answer.scenarios);
  for (const lever of form?.querySelectorAll<HTMLElement>("[data-lever]") ?? []) showLever(lever, answer);
  const chart = document.querySelector<HTMLElement>("[data-chart-source='what-if-chart']");
  if (chart) {
    chart.setAttribute("aria-label", answer.description);
    void drawChart(chart, answer.figure);
  }
  history.replaceState(null, "", answer.query ? `?${answer.query}` : location.pathname);
}

function say(words: string): void {
  const place = form?.querySelector<HTMLElement>("[data-what-if-state]");
  if (place) place.textContent = words;
}

function query(): string {
  return form ? new URLSearchParams(new FormData(form) as unknown as Record<string, string>).toString() : "";
}

async function ask(): Promise<void> {
  if (!form) return;
  asking?.abort();
  asking = new AbortController();
  try {
    const response = await fetch(`${form.dataset.answerUrl ?? ""}?${query()}`, { credentials: "same-origin", signal: asking.signal, headers: { Accept: "application/json" } });
    if (!response.ok || !response.headers.get("Content-Type")?.includes("json")) {
      say(text("requestFailed", { status: response.status }));
      return;
    }
    show((await response.json()) as Answer);
    say("");
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "AbortError")) say(text("offline"));
  }
}

function askSoon(): void {
  window.clearTimeout(timer);
  timer = window.setTimeout(() => void ask(), PAUSE);
}

form?.addEventListener("input", (event) => {
  const source = event.target;
  if (!(source instanceof HTMLInputElement)) return;
  const lever = source.closest<HTMLElement>("[data-lever]");
  const field = lever && part<HTMLInputElement>(lever, "value");
  if (field && source.matches("[data-lever-slider]")) field.value = moved(source);
  askSoon();
});

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  void ask();
});

// What is saved is what stands in the fields now, also where the last answer has not come yet.
document.querySelector<HTMLFormElement>("#what-if-save")?.addEventListener("submit", (event) => {
  const place = (event.currentTarget as HTMLFormElement).elements.namedItem("query");
  if (place instanceof HTMLInputElement) place.value = query();
});

for (const slider of form?.querySelectorAll<HTMLElement>("[data-lever-slider]") ?? []) slider.hidden = false;
