// Keeps what is typed into the editor of a grid's cell.
import type jspreadsheet from "jspreadsheet-ce";

type Sheet = jspreadsheet.WorksheetInstance;

const isText = (sheet: Sheet): boolean => Boolean(sheet.edition?.[0].querySelector(":scope > :is(textarea, input)"));

/**
 * The library closes an open editor whenever the cells scroll. An editor that opens in a cell half out of sight scrolls
 * them itself, just after the first key: that key, or the whole text of an input method, would be lost. A text scrolls
 * along with its cell and stays open; a list hangs at its place on the screen and only outlives the scroll of its opening.
 * To be called back before an editor opens.
 */
export function keepEditorOpen(place: HTMLElement, sheet: Sheet): () => void {
  let isOpening = false;
  place.addEventListener("scroll", (event) => {
    if (sheet.edition && (isOpening || isText(sheet))) event.stopPropagation();
  }, { capture: true });
  return () => {
    isOpening = true;
    requestAnimationFrame(() => { // scroll events of a frame come before this
      isOpening = false;
    });
  };
}

/** What stands in an open editor counts when the page goes: closing the tab is no Escape. */
export function takeTextOnLeaving(sheet: Sheet): void {
  window.addEventListener("pagehide", () => {
    if (sheet.edition && isText(sheet)) sheet.closeEditor(sheet.edition[0], true);
  });
}
