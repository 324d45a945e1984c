// Enter that confirms a conversion of a Japanese input method is not Enter.

/** True while an input method holds the key: Chrome and Firefox say so, Safari sends 229 after the end. */
export function belongsToIme(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}

/** Keeps a confirming Enter away from form submission and from every other listener. */
export function guardIme(root: Document): void {
  root.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Enter" || !belongsToIme(event)) return;
      event.stopImmediatePropagation();
      if (event.target instanceof HTMLInputElement) event.preventDefault();
    },
    { capture: true },
  );
}
