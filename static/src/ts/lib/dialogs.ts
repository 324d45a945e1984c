// Dialogs: data-dialog="<id>" opens one; data-confirm="…" on a button asks before it acts.

export function openDialog(id: string): void {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

/** Asks with the page's confirmation dialog; resolves to true where the person agreed. */
export function confirmInDialog(words: string, agree = ""): Promise<boolean> {
  const dialog = document.getElementById("confirm-dialog");
  if (!(dialog instanceof HTMLDialogElement)) return Promise.resolve(window.confirm(words));
  const ok = dialog.querySelector<HTMLElement>("[data-confirm-ok]");
  const place = dialog.querySelector<HTMLElement>("[data-confirm-text]");
  if (place) place.textContent = words;
  if (ok) ok.textContent = agree || ok.dataset.default || "";
  dialog.returnValue = "cancel";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "ok"), { once: true });
  });
}

/** True where the click may go on; otherwise it is held until the person has agreed, and then repeated. */
export function mayProceed(button: HTMLElement): boolean {
  const words = button.dataset.confirm;
  if (!words || button.dataset.agreed === "true") {
    delete button.dataset.agreed;
    return true;
  }
  void confirmInDialog(words, button.dataset.confirmOk ?? button.innerText.trim()).then((agreed) => {
    if (!agreed) return;
    button.dataset.agreed = "true";
    button.click();
  });
  return false;
}
