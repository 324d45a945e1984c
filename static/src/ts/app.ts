// The script of every page.
import htmx from "htmx.org";
import { copyTable } from "./lib/copy_table";
import { mayProceed, openDialog } from "./lib/dialogs";
import { guardUnsaved } from "./lib/guard";
import { guardIme } from "./lib/ime";
import { notify } from "./lib/notify";
import { makeSortable } from "./lib/sortable";
import { makeTabs } from "./lib/tabs";
import { text } from "./lib/text";
import { makeUploads } from "./lib/upload";

// The content security policy allows neither eval nor inline script.
htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;

function prepare(root: ParentNode): void {
  makeSortable(root);
  makeTabs(root);
  makeUploads(root);
}

function onClick(event: MouseEvent): void {
  const target = event.target instanceof Element ? event.target : null;
  const asking = target?.closest<HTMLElement>("[data-confirm]");
  if (asking && !mayProceed(asking)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  const copying = target?.closest<HTMLElement>("[data-copy-table]");
  if (copying) copyTable(copying.dataset.copyTable ?? "");
  const opening = target?.closest<HTMLElement>("[data-dialog]");
  if (opening) openDialog(opening.dataset.dialog ?? "");
  if (target?.closest("[data-print]")) window.print();
}

function showSliderValue(event: Event): void {
  const slider = event.target;
  if (!(slider instanceof HTMLInputElement) || slider.type !== "range") return;
  const output = slider.closest(".slider")?.querySelector("output");
  if (output) output.value = `${slider.value}${slider.dataset.unit ?? ""}`;
}

function listen(): void {
  guardIme(document);
  guardUnsaved(document);
  document.addEventListener("click", onClick, { capture: true });
  document.addEventListener("input", showSliderValue);
  document.body.addEventListener("htmx:load", (event) => prepare(event.target as HTMLElement));
  document.body.addEventListener("htmx:responseError", (event) => {
    const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail;
    notify(text("requestFailed", { status: xhr.status }), "error");
  });
  document.body.addEventListener("htmx:sendError", () => notify(text("offline"), "error"));
}

/** On a narrow screen the road and the tabs scroll: where the person is must be in sight. */
function showCurrentPlace(): void {
  const station = document.querySelector<HTMLElement>(".road [aria-current]")?.parentElement;
  const tabs = document.querySelectorAll<HTMLElement>(".tabs > [aria-current]");
  for (const place of [station, ...tabs]) {
    const list = place?.parentElement;
    if (!place || !list) continue;
    const ahead = place.getBoundingClientRect().left - list.getBoundingClientRect().left;
    list.scrollLeft += ahead - (list.clientWidth - place.clientWidth) / 2;
  }
}

listen();
prepare(document);
showCurrentPlace();
document.querySelector<HTMLElement>("[data-focus]")?.focus();
