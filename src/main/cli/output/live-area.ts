import { displayWidth, cutInMiddle } from '../../../shared/words.ts';

/** The last lines of a terminal, which are drawn again and again while other lines scroll away above them. */
export interface LiveArea {
  /** Prints a line above; one that is longer than the terminal is wide wraps. */
  print(line: string): void;
  /** Replaces what is drawn. Lines are cut to the terminal's width, and what does not fit its height is left out. */
  draw(lines: readonly string[]): void;
}

export function liveArea(stream: NodeJS.WriteStream): LiveArea {
  let drawn: readonly string[] = [];

  /** Back to the first drawn row, and clear to the end. A terminal that became narrower has wrapped what was drawn. */
  function erased(): string {
    const rows = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(displayWidth(line) / stream.columns)), 0);
    return rows === 0 ? '' : `\u001b[${rows}A\r\u001b[J`;
  }

  // Each change is one write, so that no half-drawn state is ever seen.
  return {
    print: (line) => void stream.write(`${erased()}${line}\n${drawn.map((each) => `${each}\n`).join('')}`),
    draw(lines) {
      const next = lines.slice(0, Math.max(1, stream.rows - 1)).map((line) => cutInMiddle(line, stream.columns - 1));
      if (next.length === drawn.length && next.every((line, index) => line === drawn[index])) return;
      stream.write(`${erased()}${next.map((line) => `${line}\n`).join('')}`);
      drawn = next;
    },
  };
}
