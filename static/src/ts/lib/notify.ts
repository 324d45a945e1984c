// A message that a script shows to the person, in the same place as those of the server.
import { text } from "./text";

export type Tone = "info" | "success" | "warn" | "error";

function messageArea(): HTMLElement {
  const found = document.querySelector<HTMLElement>("[data-live-messages]");
  if (found) return found;
  const area = document.createElement("div");
  area.className = "toasts";
  area.dataset.liveMessages = "";
  area.setAttribute("aria-live", "polite");
  document.body.append(area);
  return area;
}

/** Shows `words`; errors stay until they are clicked away, everything else leaves after six seconds. */
export function notify(words: string, tone: Tone = "info"): void {
  const notice = document.createElement("div");
  notice.className = `notice notice--${tone} toast`;
  notice.setAttribute("role", tone === "error" ? "alert" : "status");
  const close = document.createElement("button");
  close.className = "button button--text button--small";
  close.type = "button";
  close.textContent = "×";
  close.setAttribute("aria-label", text("close"));
  close.addEventListener("click", () => notice.remove());
  const body = document.createElement("p");
  body.className = "notice__body";
  body.textContent = words;
  notice.append(body, close);
  messageArea().append(notice);
  if (tone !== "error") window.setTimeout(() => notice.remove(), 6000);
}
