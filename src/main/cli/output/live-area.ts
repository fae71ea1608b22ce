import { displayWidth, cutInMiddle } from '../../../shared/words.ts';

/** The last lines of a terminal, which are drawn again and again while other lines scroll away above them. */
export interface LiveArea {
  /** Prints a line above; one that is longer than the terminal is wide wraps. */
  print(line: string): void;
  /** Replaces what is drawn. Lines are cut to the terminal's width, and what does not fit its height is left out. */
  draw(lines: readonly string[]): void;
}

/** What is needed of a terminal; one that was not told its size, as in a container, says 0. */
export interface Terminal {
  columns: number;
  rows: number;
  write(text: string): unknown;
}

export function liveArea(stream: Terminal): LiveArea {
  let drawn: readonly string[] = [];
  const columns = (): number => stream.columns || 80;
  const rows = (): number => stream.rows || 24;

  /** Back to the first drawn row, and clear to the end. A terminal that became narrower has wrapped what was drawn. */
  function erased(): string {
    const height = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(displayWidth(line) / columns())), 0);
    return height === 0 ? '' : `\u001b[${height}A\r\u001b[J`;
  }

  // Each change is one write, so that no half-drawn state is ever seen.
  return {
    print: (line) => void stream.write(`${erased()}${line}\n${drawn.map((each) => `${each}\n`).join('')}`),
    draw(lines) {
      const next = lines.slice(0, Math.max(1, rows() - 1)).map((line) => cutInMiddle(line, columns() - 1));
      if (next.length === drawn.length && next.every((line, index) => line === drawn[index])) return;
      stream.write(`${erased()}${next.map((line) => `${line}\n`).join('')}`);
      drawn = next;
    },
  };
}
