// Charts by Plotly from a figure that the server gives: {"data": [...], "layout": {...}}, and the same figures as a table.
import * as Plotly from "plotly.js-basic-dist-min";
import { formatNumber } from "./number";
import { text } from "./text";

export interface Figure {
  data: Plotly.Trace[];
  layout?: Plotly.Layout;
}

type Cell = string | number | null;

const CONFIG: Plotly.Config = { displaylogo: false, displayModeBar: false, responsive: true, showTips: false };
const SERIES = ["--color-neutral-solid-gray-500", "--accent", "--color-primitive-green-800", "--color-primitive-orange-800", "--color-primitive-light-blue-700", "--color-primitive-yellow-900"];

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function axis(given: unknown): Plotly.Layout {
  return { automargin: true, gridcolor: token("--line"), zerolinecolor: token("--line-strong"), separatethousands: true, exponentformat: "none", ...(given as Plotly.Layout) };
}

function layoutOf(figure: Figure): Plotly.Layout {
  const given = figure.layout ?? {};
  return {
    autosize: true,
    margin: { l: 8, r: 8, t: 8, b: 8, pad: 4 },
    font: { family: token("--font"), size: 13, color: token("--ink") },
    colorway: SERIES.map(token),
    separators: ".,",
    legend: { orientation: "h", y: 1.02, yanchor: "bottom", x: 0 },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    hoverlabel: { font: { family: token("--font") } },
    ...given,
    title: undefined,
    xaxis: axis(given.xaxis),
    // Lying bars are read from the top, like the table beside them.
    yaxis: axis({ ...(figure.data[0]?.orientation === "h" ? { autorange: "reversed" } : {}), ...(given.yaxis as Plotly.Layout) }),
  };
}

/** Categories and figures of a trace, whichever way its bars lie; `customdata` where a bar's length is not its figure. */
export function pairsOf(trace: Plotly.Trace): [Cell, Cell][] {
  const [names, values] = trace.orientation === "h" ? [trace.y, trace.x] : [trace.x ?? trace.labels, trace.y ?? trace.values];
  const figures = trace.customdata ?? values;
  return (names ?? []).map((name, index) => [name, figures?.[index] ?? null]);
}

/** Heading and rows of the table that says the same as the chart: a row per category, a column per trace. */
export function tableOf(figure: Figure): { head: string[]; rows: Cell[][] } {
  const categories = [...new Set(figure.data.flatMap((trace) => pairsOf(trace).map(([name]) => name)))];
  const columns = figure.data.map((trace) => new Map(pairsOf(trace)));
  return {
    head: [text("item"), ...figure.data.map((trace) => trace.name ?? "")],
    rows: categories.map((name) => [name, ...columns.map((column) => column.get(name) ?? null)]),
  };
}

function cell(tag: "td" | "th", value: Cell, numeric: boolean): HTMLTableCellElement {
  const made = document.createElement(tag);
  if (numeric) made.className = "num";
  if (typeof value === "number") made.dataset.value = String(value);
  made.textContent = typeof value === "number" ? formatNumber(value) : (value ?? "―");
  return made;
}

function writeTable(place: HTMLElement, figure: Figure): void {
  const { head, rows } = tableOf(figure);
  const table = document.createElement("table");
  table.className = "table table--compact";
  table.createTHead().insertRow().append(...head.map((words, index) => cell("th", words, index > 0)));
  const body = table.createTBody();
  for (const row of rows) {
    body.insertRow().append(...row.map((value, index) => cell(index ? "td" : "th", index ? value : String(value), index > 0)));
  }
  place.replaceChildren(table);
}

/** Draws `figure` into `element` (again, where it is already drawn) and writes its table beside it. */
export async function drawChart(element: HTMLElement, figure: Figure | null): Promise<void> {
  if (!figure?.data.length) {
    element.textContent = text("chartMissing");
    return;
  }
  element.classList.add("is-drawn");
  await Plotly.react(element, figure.data, layoutOf(figure), CONFIG);
  const source = element.dataset.chartSource ?? "";
  const place = document.querySelector<HTMLElement>(`[data-chart-table="${CSS.escape(source)}"]`);
  if (place) writeTable(place, figure);
}
