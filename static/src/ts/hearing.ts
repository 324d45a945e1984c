// Filling in a hearing sheet.
import { Autosave, pendingOf } from "./hearing/autosave";
import { watchMonths } from "./hearing/months";
import { watchPresence } from "./hearing/presence";
import { Preview } from "./hearing/preview";
import { createTables, markProblems, type Tables, TABLES } from "./hearing/tables";
import { type Conflict, type PageData, type Problem, type Sheet, say } from "./hearing/types";
import { readJson } from "./lib/http";
import { notify } from "./lib/notify";
import { steadily } from "./lib/steady";

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

function fields(): Field[] {
  return [...document.querySelectorAll<Field>("[data-cell]")];
}

/** The cells of the sections without rows, by section and key. */
function typedCells(): Record<string, Record<string, string>> {
  const cells: Record<string, Record<string, string>> = {};
  for (const field of fields()) {
    const [section = "", key = ""] = (field.dataset.cell ?? "").split(".");
    (cells[section] ??= {})[key] = field.value;
  }
  return cells;
}

function fillFields(sheet: Sheet): void {
  const all = sheet as unknown as Record<string, Record<string, string | string[]>>;
  for (const field of fields()) {
    const [section = "", key = ""] = (field.dataset.cell ?? "").split(".");
    const month = /^month(\d+)$/.exec(key);
    const value = month ? (all[section]?.months as string[] | undefined)?.[Number(month[1])] : all[section]?.[key];
    field.value = typeof value === "string" ? value : "";
  }
}

function collect(tables: Tables): Sheet {
  const { meta = {}, overview = {}, volumes = {} } = typedCells();
  const months = Array.from({ length: 12 }, (_, index) => volumes[`month${index}`] ?? "");
  const { year = "", annual = "", evidence_kind = "", source = "" } = volumes;
  const rows = Object.fromEntries(TABLES.map((key) => [key, tables[key].rows()])) as Pick<Sheet, (typeof TABLES)[number]>;
  return { ...rows, meta, overview, volumes: { year, annual, months, evidence_kind, source } };
}

function listProblems(list: Element | null, problems: Problem[]): void {
  list?.replaceChildren(
    ...problems.map((problem) => {
      const link = document.createElement("a");
      link.href = `#${problem.anchor}`;
      link.textContent = `${problem.place}${problem.value ? `（${problem.value}）` : ""}：${problem.message}`;
      const item = document.createElement("li");
      item.append(link);
      return item;
    }),
  );
}

/** The quiet list at the foot: what is still missing before the sheet can be handed in. */
function showTodo(page: PageData, problems: Problem[]): void {
  const box = document.querySelector<HTMLDetailsElement>("[data-todo]");
  const title = box?.querySelector("[data-todo-title]");
  box?.removeAttribute("hidden");
  if (title) title.textContent = problems.length ? say(page.words, "todo", { count: problems.length }) : say(page.words, "ready");
  listProblems(box?.querySelector("[data-todo-list]") ?? null, problems);
}

function showBlocked(page: PageData, key: string, problems: Problem[]): void {
  const box = document.querySelector<HTMLElement>("[data-problems]");
  const title = box?.querySelector("[data-problems-title]");
  if (title) title.textContent = say(page.words, key);
  listProblems(box?.querySelector("[data-problems-list]") ?? null, problems);
  box?.removeAttribute("hidden");
}

function hideBlocked(): void {
  document.querySelector("[data-problems]")?.setAttribute("hidden", "");
}

/** Links of problems lead into the grids, which have no anchors of their own. */
function followProblemLinks(tables: Tables): void {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href^="#cell-"]') : null;
    const found = /^#cell-([a-z]+)(?:-(\d+))?-([a-z_0-9]+)$/.exec(link?.getAttribute("href") ?? "");
    if (!found) return;
    event.preventDefault();
    const [, section = "", row, key = ""] = found;
    const table = row === undefined ? undefined : tables[section as keyof Tables];
    if (table) {
      document.getElementById(section === "respondents" ? "meta" : section)?.scrollIntoView();
      table.focus(Number(row) - 1, key);
    } else {
      document.getElementById(`cell-${section}-${key}`)?.focus();
    }
  });
}

function showConflict(page: PageData, conflict: Conflict, autosave: () => Autosave): void {
  const box = document.querySelector<HTMLElement>("[data-conflict]");
  if (!box) return;
  const title = box.querySelector("[data-conflict-title]");
  if (title) title.textContent = say(page.words, "conflict", { name: conflict.saved_by, time: conflict.saved_at });
  const rows = conflict.differences.map(({ place, theirs, mine }) => {
    const row = document.createElement("tr");
    row.append(...[place, theirs, mine].map((words) => Object.assign(document.createElement("td"), { textContent: words })));
    return row;
  });
  box.querySelector("[data-conflict-rows]")?.replaceChildren(...rows);
  box.querySelector<HTMLAnchorElement>("[data-kept-link]")?.setAttribute("href", conflict.kept_url);
  box.querySelector<HTMLElement>("[data-take-theirs]")?.addEventListener("click", () => {
    autosave().forget();
    window.location.reload();
  }, { once: true });
  box.querySelector<HTMLElement>("[data-take-mine]")?.addEventListener("click", () => {
    box.hidden = true;
    void autosave().overwrite(conflict.revision);
  }, { once: true });
  box.hidden = false;
  box.scrollIntoView({ block: "center" });
}

function guardSubmit(autosave: Autosave): void {
  const form = document.querySelector<HTMLFormElement>("[data-submit]");
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    void autosave.flush().then((saved) => {
      if (saved) form.submit();
    });
  });
}

async function start(page: PageData): Promise<void> {
  const pending = pendingOf(page.storageKey);
  if (pending) {
    page.sheet = pending.sheet;
    page.revision = pending.revision;
    fillFields(pending.sheet);
  }
  const submitted = document.querySelector<HTMLElement>("[data-problems]:not([hidden])") !== null;
  let ready = false;
  const tables = await createTables(page, (key) => {
    if (!ready) return;
    autosave.touch();
    if (key === "steps") preview.soon();
  });
  const wrongText = (problems: Problem[]) => (submitted ? problems : problems.filter((problem) => problem.value));
  const autosave: Autosave = new Autosave(page, () => collect(tables), {
    saved: (problems) => {
      steadily(hideBlocked);
      showTodo(page, problems);
      markProblems(tables, wrongText(problems));
    },
    refused: (problems) => {
      steadily(() => showBlocked(page, "refusedTitle", problems));
      markProblems(tables, problems);
    },
    conflict: (conflict) => showConflict(page, conflict, () => autosave),
  });
  const preview = new Preview(page, tables.steps);
  ready = true;
  document.addEventListener("input", (event) => {
    if (event.target instanceof Element && event.target.matches("[data-cell]")) autosave.touch();
  });
  watchMonths(page);
  watchPresence(page, () => autosave.knownRevision);
  followProblemLinks(tables);
  guardSubmit(autosave);
  showTodo(page, page.findings);
  markProblems(tables, wrongText(page.findings));
  if (pending) {
    notify(say(page.words, "restored"), "info");
    preview.soon();
    autosave.touch();
  }
}

const page = readJson<PageData>("hearing-data");
if (page) void start(page);
