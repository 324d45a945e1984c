// Undo over everything: commands on the diagram, and diagrams put in place of it (from the table, tidied, merged).
import type { BpmnTool } from "./bpmn";

const LONGEST = 60;

/**
 * The drawing tool forgets its commands when another diagram is put in its place. The diagrams that stood before are
 * kept here, so that going back goes on where the commands end.
 */
export class History {
  private past: string[] = [];
  private future: string[] = [];
  private epoch: string[] = []; // the diagrams of the commands that the tool still knows, the first as it was put in place
  private restoring = false;

  constructor(private readonly tool: BpmnTool, private readonly put: (xml: string) => Promise<void>, private readonly changed: () => void) {
    const actions = tool.get("editorActions");
    for (const name of ["undo", "redo"]) if (actions.isRegistered(name)) actions.unregister(name);
    actions.register({ undo: () => void this.undo(), redo: () => void this.redo() });
  }

  get canUndo(): boolean {
    return this.tool.get("commandStack").canUndo() || this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.tool.get("commandStack").canRedo() || this.future.length > 0;
  }

  /** The diagram as it stands after a command. */
  note(xml: string): void {
    const before = this.epoch.indexOf(xml); // undone: what came after it is gone
    this.epoch = before < 0 ? [...this.epoch, xml] : this.epoch.slice(0, before + 1);
    if (this.epoch.length > LONGEST) this.epoch.splice(1, 1);
    if (this.tool.get("commandStack").canUndo()) this.future = [];
  }

  /** The page begins with this diagram. */
  begin(xml: string): void {
    this.past = [];
    this.future = [];
    this.epoch = [xml];
  }

  /** Another diagram is put in place; `before` is the one that stood there. */
  async replace(before: string, xml: string): Promise<void> {
    this.note(before);
    try {
      await this.put(xml);
    } catch (error) {
      await this.put(before); // what cannot be read must not take the place of what can
      throw error;
    }
    this.past = [...this.past, ...this.epoch].slice(-LONGEST);
    this.future = [];
    this.epoch = [xml];
    this.changed();
  }

  async undo(): Promise<void> {
    const stack = this.tool.get("commandStack");
    if (stack.canUndo()) return stack.undo();
    await this.restore(this.past, this.future);
  }

  async redo(): Promise<void> {
    const stack = this.tool.get("commandStack");
    if (stack.canRedo()) return stack.redo();
    await this.restore(this.future, this.past);
  }

  private async restore(from: string[], to: string[]): Promise<void> {
    const xml = from.at(-1);
    if (xml === undefined || this.restoring) return;
    this.restoring = true;
    try {
      const now = this.epoch.at(0); // no command is left: the diagram is the one that was put in place
      await this.put(xml);
      from.pop();
      if (now !== undefined) to.push(now);
      this.epoch = [xml];
      this.changed();
    } finally {
      this.restoring = false;
    }
  }
}
