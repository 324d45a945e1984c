// Keeps the draft on the server while it is drawn. What could not be saved stays in this browser until it is.
import type { GridRow } from "../lib/grid";
import { sendJson } from "../lib/http";
import { showSaveState } from "../lib/save_state";
import { withoutMyNumbers } from "./safe_copy";
import type { Conflict, DiagramProblem, PageData, Saved } from "./types";
import type { Typed } from "./unmended";
import { word, type WordKey } from "./words";

const PAUSE = 1000; // after the last change
const FIRST_RETRY = 2000;
const LAST_RETRY = 30000;

export interface Content {
  xml: string;
  /** Rows that were typed and cannot come into the diagram yet; null where there are none. */
  rows: GridRow[] | null;
  /** What stands in the panel and is wrong; null where there is nothing. */
  typed: Typed | null;
}

export interface Pending extends Content {
  revision: number;
  /** Where the page saved to: the address names the version that it began with. */
  url: string;
}

export interface DraftEvents {
  content(): Promise<Content>;
  saved(saved: Saved): void;
  refused(problems: DiagramProblem[]): void;
  conflict(conflict: Conflict): void;
}

type Outcome = "done" | "retry" | "wait" | "stop"; // wait: until the next change

export class Draft {
  private revision: number;
  private url: string;
  private timer = 0;
  private wait = FIRST_RETRY;
  private running: Promise<void> | null = null;
  private dirty = false;
  private stopped = false;
  private keepMine = false;

  constructor(private readonly page: PageData, private readonly events: DraftEvents) {
    this.revision = page.revision;
    this.url = page.urls.draft;
    window.addEventListener("online", () => this.soon(0));
  }

  get knownRevision(): number {
    return this.revision;
  }

  /** What an earlier visit left goes on from where that visit stood: what others saved since is no loss. */
  continue({ revision, url }: Pending): void {
    this.revision = revision;
    this.url = url;
  }

  /** Something was changed. */
  touch(): void {
    this.dirty = true;
    void this.store();
    if (this.stopped) return;
    showSaveState("dirty");
    this.soon(PAUSE);
  }

  /** Saves what is not saved yet; true where nothing is left unsaved. */
  async flush(): Promise<boolean> {
    window.clearTimeout(this.timer);
    await this.running;
    if (this.dirty && !this.stopped) await this.run();
    return !this.dirty;
  }

  /** After a conflict: go on from the other revision, with what stands in the diagram now. */
  resume(revision: number, keepMine: boolean): Promise<boolean> {
    this.revision = revision;
    this.keepMine = keepMine;
    this.stopped = false;
    this.dirty = true;
    return this.flush();
  }

  /** After a conflict: the other version goes on; the own one lies on the server. */
  forget(revision: number): void {
    this.revision = revision;
    this.stopped = false;
    this.dirty = false;
    window.clearTimeout(this.timer);
    localStorage.removeItem(this.page.storageKey);
    showSaveState("saved");
  }

  /** Puts the content into the browser's own store. */
  async store(): Promise<void> {
    if (!this.dirty) return;
    const content = await this.events.content();
    const pending: Pending = { revision: this.revision, url: this.url, ...withoutMyNumbers(content) };
    try {
      if (this.dirty) localStorage.setItem(this.page.storageKey, JSON.stringify(pending));
    } catch (error) {
      // A full or forbidden store only costs the safety net; the server still gets everything.
      if (!(error instanceof DOMException)) throw error;
    }
  }

  private soon(pause: number): void {
    window.clearTimeout(this.timer);
    if (this.dirty && !this.stopped) this.timer = window.setTimeout(() => void this.run(), pause);
  }

  private run(): Promise<void> {
    this.running ??= this.save().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  /** One round trip. The same content is sent again until it is answered: a lost answer is no conflict. */
  private async save(): Promise<void> {
    const { xml, rows, typed } = await this.events.content();
    this.dirty = false;
    showSaveState("saving");
    const outcome = await this.send(xml);
    if (outcome === "done") return this.afterSaving(rows ? "tableStopped" : typed ? "inputStopped" : null);
    this.dirty = true;
    this.stopped = outcome === "stop";
    if (outcome !== "retry") return;
    this.soon(this.wait);
    this.wait = Math.min(this.wait * 2, LAST_RETRY);
  }

  /** `open`: what the diagram is saved without, because it lies in this browser only. */
  private afterSaving(open: WordKey | null): void {
    this.wait = FIRST_RETRY;
    this.keepMine = false;
    if (this.dirty) return this.soon(PAUSE);
    if (open) {
      this.dirty = true;
      void this.store();
      showSaveState("error", word(open));
      return;
    }
    localStorage.removeItem(this.page.storageKey);
    showSaveState("saved");
  }

  private async send(xml: string): Promise<Outcome> {
    try {
      const body = { xml, revision: this.revision, keep_mine: this.keepMine };
      return await this.judge(await sendJson(this.url, body, "PUT"));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return this.fail("retry", word("retry")); // the server cannot be reached
    }
  }

  private async judge(answer: Response): Promise<Outcome> {
    if (answer.redirected || answer.status === 403 || answer.status === 404) return this.fail("retry", word("signedOut"));
    if (![200, 400, 409, 422].includes(answer.status)) return this.fail("retry", word("retry"));
    const data = (await answer.json()) as Saved & Conflict & { problems: DiagramProblem[] };
    if (answer.status === 200) {
      this.revision = data.revision;
      this.events.saved(data);
      return "done";
    }
    if (answer.status !== 409) {
      this.events.refused(data.problems);
      return this.fail("wait", `${word("refused")} ${data.problems.map(({ message }) => message).join(" ")}`);
    }
    this.events.conflict(data);
    return this.fail("stop", word("conflict", { name: data.saved_by }));
  }

  private fail(outcome: Outcome, words: string): Outcome {
    showSaveState("error", words);
    return outcome;
  }
}

/** What an earlier visit could not save, null where there is nothing. */
export function pendingOf(key: string): Pending | null {
  try {
    const stored = localStorage.getItem(key);
    return stored ? (JSON.parse(stored) as Pending) : null;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof DOMException) return null;
    throw error;
  }
}
