/** One call by which the shell asked something of the person's desktop, such as `shell.openPath`. */
export interface Entry {
  call: string;
  args: unknown[];
}

/** What the shell asked of the desktop, in order: what a person would have seen of it, and what a test looks at. */
export class Journal {
  readonly entries: Entry[] = [];
  readonly #onEntry: (entry: Entry) => void;

  constructor(onEntry: (entry: Entry) => void) {
    this.#onEntry = onEntry;
  }

  note(call: string, ...args: unknown[]): void {
    const entry = { call, args };
    this.entries.push(entry);
    this.#onEntry(entry);
  }
}
