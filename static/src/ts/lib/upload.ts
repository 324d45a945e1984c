// File fields that take a file dropped on them.
import { notify } from "./notify";
import { text } from "./text";

function accept(field: HTMLInputElement, files: FileList): void {
  if (files.length > 1 && !field.multiple) return notify(text("fileTooMany"), "warn");
  field.files = files;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function prepare(area: HTMLElement): void {
  area.dataset.ready = "";
  const field = area.querySelector<HTMLInputElement>("input[type=file]");
  const mark = (over: boolean) => area.toggleAttribute("data-over", over);
  area.addEventListener("dragover", (event) => {
    event.preventDefault();
    mark(true);
  });
  area.addEventListener("dragleave", () => mark(false));
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    mark(false);
    if (field && event.dataTransfer?.files.length) accept(field, event.dataTransfer.files);
  });
}

export function makeUploads(root: ParentNode): void {
  for (const area of root.querySelectorAll<HTMLElement>("[data-upload]:not([data-ready])")) prepare(area);
}
