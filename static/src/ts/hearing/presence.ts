// Who else has the sheet open, and whether somebody has saved meanwhile.
import { sendJson } from "../lib/http";
import { steadily } from "../lib/steady";
import { text } from "../lib/text";
import { type PageData, say } from "./types";

const BEAT = 20000;

interface Answer {
  others: string[];
  revision: number;
  saved_by: string;
  saved_at: string;
}

function wordsFor(page: PageData, answer: Answer, known: number): string {
  if (answer.revision > known) return say(page.words, "newer", { name: answer.saved_by, time: answer.saved_at });
  return answer.others.length ? say(page.words, "others", { names: answer.others.join(text("betweenNames")) }) : "";
}

function tell(words: string): void {
  const place = document.querySelector<HTMLElement>("[data-others-text]");
  if (place && place.textContent !== words) place.textContent = words;
  document.querySelector<HTMLElement>("[data-others]")?.toggleAttribute("hidden", !words);
}

async function beat(page: PageData, known: () => number): Promise<void> {
  if (document.hidden) return;
  const before = known();
  const answer = await sendJson(page.urls.presence, {}).catch(() => null); // the save state tells when the server is away
  if (!answer?.ok || answer.redirected || known() !== before) return;
  const words = wordsFor(page, (await answer.json()) as Answer, known());
  steadily(() => tell(words));
}

export function watchPresence(page: PageData, known: () => number): void {
  void beat(page, known);
  window.setInterval(() => void beat(page, known), BEAT);
}
