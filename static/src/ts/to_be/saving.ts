// Keeping the draft on the server while it is typed, and making a version of it.
import { sendJson } from "../lib/http";
import { notify } from "../lib/notify";
import { showSaveState } from "../lib/save_state";
import { text } from "../lib/text";
import type { PageData, Problem, Table } from "./types";

const PAUSE = 1200;

export interface SavingCallbacks {
  conflict(message: string): void;
  problems(problems: Problem[]): void;
}

interface Answer {
  message?: string;
  problems?: Problem[];
  revision?: number;
  url?: string;
}

export class Saving {
  private timer = 0;
  private running: Promise<void> = Promise.resolve();
  private isBlocked = false;

  constructor(private readonly page: PageData, private readonly table: () => Table, private readonly callbacks: SavingCallbacks) {}

  /** Something changed: save it after a short pause. */
  touch(): void {
    if (this.isBlocked) return;
    showSaveState("dirty");
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.flush(), PAUSE);
  }

  /** Save now; one request at a time, so that revisions follow each other. */
  flush(): Promise<void> {
    window.clearTimeout(this.timer);
    this.timer = 0;
    this.running = this.running.then(() => this.keep());
    return this.running;
  }

  private async keep(): Promise<void> {
    if (this.isBlocked) return;
    showSaveState("saving");
    const body = { table: this.table(), base_number: this.page.baseNumber, revision: this.page.revision };
    try {
      const response = await sendJson(this.page.urls.draft, body, "PUT");
      const answer = await answerOf(response);
      if (response.ok && answer.revision !== undefined) {
        this.page.revision = answer.revision;
        showSaveState("saved");
      } else {
        this.refused(response.status, answer);
      }
    } catch {
      showSaveState("error", text("offline"));
    }
  }

  private refused(status: number, answer: Answer): void {
    showSaveState("error", answer.message ?? text("requestFailed", { status }));
    if (status === 409) this.block(answer.message ?? "");
    if (answer.problems) this.callbacks.problems(answer.problems);
  }

  private block(message: string): void {
    this.isBlocked = true;
    this.callbacks.conflict(message);
  }

  /** Make a version of the table. Leaves the page where it succeeds. */
  async version(reason: string): Promise<void> {
    if (this.timer) await this.flush();
    await this.running;
    if (this.isBlocked) return;
    try {
      const response = await sendJson(this.page.urls.save, { table: this.table(), base_number: this.page.baseNumber, reason });
      const answer = await answerOf(response);
      if (response.ok && answer.url) {
        showSaveState("saved");
        window.location.assign(answer.url);
      } else {
        notify(answer.message ?? text("requestFailed", { status: response.status }), "error");
        this.refused(response.status, answer);
      }
    } catch {
      showSaveState("error", text("offline"));
    }
  }
}

async function answerOf(response: Response): Promise<Answer> {
  const isJson = response.headers.get("Content-Type")?.includes("json") ?? false;
  return isJson ? ((await response.json()) as Answer) : {};
}
