// Saves the sheet while it is being typed. What could not be saved stays in this browser until it is.
import { sendJson } from "../lib/http";
import { showSaveState } from "../lib/save_state";
import { withoutMyNumbers } from "./mynumber";
import { type Conflict, type PageData, type Problem, type Sheet, say } from "./types";

const PAUSE = 1000; // after the last key
const FIRST_RETRY = 2000;
const LAST_RETRY = 30000;

export interface AutosaveEvents {
  saved(problems: Problem[]): void;
  refused(problems: Problem[]): void;
  conflict(conflict: Conflict): void;
}

interface Pending {
  revision: number;
  sheet: Sheet;
}

type Outcome = "done" | "retry" | "wait" | "stop"; // wait: until the next key

export class Autosave {
  private revision: number;
  private timer = 0;
  private wait = FIRST_RETRY;
  private running: Promise<void> | null = null;
  private dirty = false;
  private stopped = false;
  private keepTheirs = false;

  constructor(private readonly page: PageData, private readonly collect: () => Sheet, private readonly events: AutosaveEvents) {
    this.revision = page.revision;
    window.addEventListener("online", () => this.soon(0));
  }

  get knownRevision(): number {
    return this.revision;
  }

  /** Something was typed. */
  touch(): void {
    this.dirty = true;
    this.store();
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

  /** After a conflict: put the person's own version over the other one, which the server keeps beside. */
  async overwrite(revision: number): Promise<boolean> {
    this.revision = revision;
    this.keepTheirs = true;
    this.stopped = false;
    this.dirty = true;
    return this.flush();
  }

  /** After a conflict: the other version goes on; the own one lies on the server. */
  forget(): void {
    this.dirty = false;
    localStorage.removeItem(this.page.storageKey);
    showSaveState("saved");
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
    const sheet = this.collect();
    this.dirty = false;
    showSaveState("saving");
    const outcome = await this.send(sheet);
    if (outcome === "done") return this.afterSaving();
    this.dirty = true;
    this.stopped = outcome === "stop";
    if (outcome !== "retry") return;
    this.soon(this.wait);
    this.wait = Math.min(this.wait * 2, LAST_RETRY);
  }

  private afterSaving(): void {
    this.wait = FIRST_RETRY;
    this.keepTheirs = false;
    if (this.dirty) {
      this.soon(PAUSE);
      return;
    }
    localStorage.removeItem(this.page.storageKey);
    showSaveState("saved");
  }

  private async send(sheet: Sheet): Promise<Outcome> {
    try {
      const body = { sheet, revision: this.revision, keep_theirs: this.keepTheirs };
      return await this.judge(await sendJson(this.page.urls.save, body, "PUT"));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return this.fail("retry", "retry"); // the server cannot be reached
    }
  }

  private async judge(answer: Response): Promise<Outcome> {
    if (answer.redirected || answer.status === 403) return this.fail("retry", "signedOut");
    if (answer.status === 423) return this.fail("stop", "locked");
    if (![200, 409, 422].includes(answer.status)) return this.fail("retry", "retry");
    const data = (await answer.json()) as { revision: number; problems: Problem[] } & Conflict;
    if (answer.status === 200) {
      this.revision = data.revision;
      this.events.saved(data.problems);
      return "done";
    }
    if (answer.status === 422) {
      this.events.refused(data.problems);
      return this.fail("wait", "refused");
    }
    this.events.conflict(data);
    return this.fail("stop", "conflict", { name: data.saved_by, time: data.saved_at });
  }

  private fail(outcome: Outcome, key: string, values: Record<string, string> = {}): Outcome {
    showSaveState("error", say(this.page.words, key, values));
    return outcome;
  }

  private store(): void {
    const pending: Pending = { revision: this.revision, sheet: withoutMyNumbers(this.collect()) };
    try {
      localStorage.setItem(this.page.storageKey, JSON.stringify(pending));
    } catch (error) {
      // A full or forbidden store only costs the safety net; the server still gets everything.
      if (!(error instanceof DOMException)) throw error;
    }
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
