/** As short as the head and tail of a cut name may become, and as long as its tail may, in characters. */
const shortestTail = 7;
const longestTail = 16;

/**
 * Cuts a name in the middle so that it fits: 60 % head and 40 % tail, because the ending tells takes apart. `fits` says
 * whether a text fits; it is asked about log₂ of the length. The name itself when it fits whole.
 */
export function cutMiddle(name: string, fits: (text: string) => boolean): string {
  if (fits(name)) return name;
  const characters = Array.from(new Intl.Segmenter().segment(name), ({ segment }) => segment);
  const cutTo = (kept: number): string => {
    const tail = Math.min(longestTail, Math.max(shortestTail, Math.round(kept * 0.4)));
    const head = Math.max(1, kept - tail);
    return `${characters.slice(0, head).join('').trimEnd()}…${cleanTail(characters.slice(-tail).join(''), characters.at(-tail - 1))}`;
  };
  let low = shortestTail + 1;
  let high = characters.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(cutTo(middle))) low = middle;
    else high = middle - 1;
  }
  return cutTo(low);
}

/** Without a comma or dash at its start, and without the end of a word of which less than four letters are left. */
function cleanTail(tail: string, before = ''): string {
  const clean = tail.replace(/^[\s,._–-]+/, '');
  const beginsInWord = clean.length === tail.length && !/[\s,._–-]/.test(before);
  const next = clean.search(/[\s_]/);
  return beginsInWord && next > 0 && next < 4 ? clean.slice(next + 1) : clean;
}
