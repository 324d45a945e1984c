// Opens the token simulation, whose script is fetched when it is wanted for the first time.
import { notify } from "../lib/notify";
import { word } from "./words";

let loading: Promise<void> | null = null;

function load(source: string): Promise<void> {
  loading ??= new Promise<void>((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: source });
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () => reject(new Error(source)));
    document.head.append(script);
  }).catch((error: Error) => {
    loading = null; // the next click tries again
    throw error;
  });
  return loading;
}

/** Shows this diagram in motion inside the dialog. */
export async function simulate(dialog: HTMLDialogElement, xml: string): Promise<void> {
  const place = dialog.querySelector<HTMLElement>("[data-simulation]");
  if (!place) return;
  try {
    await load(dialog.dataset.script ?? "");
  } catch {
    return notify(word("simulationFailed"), "error");
  }
  dialog.showModal();
  place.dispatchEvent(new CustomEvent("simulation:show", { detail: { xml } }));
  dialog.addEventListener("close", () => place.dispatchEvent(new CustomEvent("simulation:hide")), { once: true });
}
