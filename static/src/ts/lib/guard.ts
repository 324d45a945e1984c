// Forms with data-guard: leaving the page with unsaved input asks first.
let dirty = false;

/** Tells the guard that something is (or is no longer) unsaved; grids and editors call this themselves. */
export function setDirty(value: boolean): void {
  dirty = value;
}

export function isDirty(): boolean {
  return dirty;
}

export function guardUnsaved(root: Document): void {
  root.addEventListener("input", (event) => {
    if (event.target instanceof Element && event.target.closest("form[data-guard]")) setDirty(true);
  });
  root.addEventListener("submit", () => setDirty(false));
  window.addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
}
