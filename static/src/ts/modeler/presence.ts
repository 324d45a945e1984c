// Who else has the diagram open, and whether somebody has saved meanwhile.
import { sendJson } from "../lib/http";
import { text } from "../lib/text";
import { word } from "./words";

const BEAT = 20000;

interface Answer {
  others: string[];
  revision: number;
}

function wordsFor({ others, revision }: Answer, known: number): string {
  if (revision > known) return word("newer");
  return others.length ? word("others", { names: others.join(text("betweenNames")) }) : "";
}

async function beat(url: string, known: () => number): Promise<void> {
  if (document.hidden) return;
  const before = known();
  const answer = await sendJson(url, {}).catch(() => null); // the save state tells when the server is away
  if (!answer?.ok || answer.redirected || known() !== before) return;
  const words = wordsFor((await answer.json()) as Answer, known());
  const place = document.querySelector<HTMLElement>("[data-others-text]");
  if (place && place.textContent !== words) place.textContent = words;
  document.querySelector("[data-others]")?.toggleAttribute("hidden", !words);
}

export function watchPresence(url: string, known: () => number): void {
  void beat(url, known);
  window.setInterval(() => void beat(url, known), BEAT);
}
