/** The word that is drawn over every practice result, in boxes, since no font may be installed. */
const letters = {
  P: ['##.', '#.#', '##.', '#..', '#..'],
  R: ['##.', '#.#', '##.', '#.#', '#.#'],
  A: ['.#.', '#.#', '###', '#.#', '#.#'],
  C: ['.##', '#..', '#..', '#..', '.##'],
  T: ['###', '.#.', '.#.', '.#.', '.#.'],
  I: ['###', '.#.', '.#.', '.#.', '###'],
  E: ['###', '#..', '##.', '#..', '###'],
} as const;
const word = ['P', 'R', 'A', 'C', 'T', 'I', 'C', 'E'] as const;

// The grid: letters are 4 columns apart, with two columns of margin on both sides; lengths are shares of the picture.
const columnWidth = 1 / (word.length * 4 + 3);
const rowHeight = 0.03;
const top = 0.06;

/** The ffmpeg filter chain that draws the word in white on a dark band across the top of the picture. */
export function markFilter(): string {
  const boxes = [box(0, top - rowHeight, 1, rowHeight * 7, 'black@0.5')];
  for (const [position, letter] of word.entries()) {
    for (const [row, cells] of letters[letter].entries()) {
      // Neighbouring cells make one box: fewer filters.
      for (const run of cells.matchAll(/#+/g)) {
        const left = (2 + position * 4 + run.index) * columnWidth;
        boxes.push(box(left, top + row * rowHeight, run[0].length * columnWidth, rowHeight, 'white'));
      }
    }
  }
  return boxes.join(',');
}

/** Rounded up, because ffmpeg takes a width of 0 for the whole width. */
function box(x: number, y: number, width: number, height: number, color: string): string {
  const share = (value: number, of: string): string => `ceil(${of}*${value.toFixed(4)})`;
  const place = `x=${share(x, 'iw')}:y=${share(y, 'ih')}`;
  return `drawbox=${place}:w=${share(width, 'iw')}:h=${share(height, 'ih')}:color=${color}:t=fill`;
}
