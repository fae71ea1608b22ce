import sanitize from 'sanitize-filename';

const extension = '.mp4';
/** Bytes of UTF-8 for a whole file name while it is downloaded and numbered; the file systems in use take 255. */
const longestFileName = 240;
const longestStem = longestFileName - byteLength(`${extension} (99).part`);

/** What file names are compared by: upper and lower case, and composed and decomposed letters, are the same. */
export function nameKey(text: string): string {
  return text.normalize('NFC').toLowerCase().normalize('NFC');
}

/** A file's name without its last extension. */
export function stemOf(fileName: string): string {
  const dot = fileName.lastIndexOf('.');
  return dot > 0 ? fileName.slice(0, dot) : fileName;
}

/**
 * The file name of a clip's result, `<clip name>[.<language>].mp4`: usable on every system, never empty, without a path
 * separator, and short enough (230 bytes of UTF-8) that ` (99)` and `.part` still fit in 240. Applied to its own stem
 * it changes nothing.
 */
export function resultName({ name, language }: { name: string; language: string | null }): string {
  const stem = usable(name, 'clip');
  return cut(language === null ? stem : usable(`${stem}.${language}`, 'clip')) + extension;
}

/** The name of a batch's results folder, as safe as a result's and as short. */
export function batchFolderName(name: string): string {
  return cut(usable(name, 'batch'));
}

/** The `n`-th (2 or more) choice for a name that is taken: `name (2).mp4` for a result, `name (2)` for a folder. */
export function numbered(fileName: string, n: number): string {
  return fileName.endsWith(extension)
    ? `${fileName.slice(0, -extension.length)} (${n})${extension}`
    : `${fileName} (${n})`;
}

/** Makes `text` usable as a file name of any length, or gives `fallback` when nothing visible is left of it. */
function usable(text: string, fallback: string): string {
  const trimmed = text
    .toWellFormed()
    // Marks that reorder what follows could show another extension than the file has.
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .normalize('NFC')
    // Dots in front hide a file; dots and spaces at the end are dropped by Windows, so that two names become one.
    .replace(/^[\s.]+|(?<![\s.])[\s.]+$/g, '');
  if (/^[\s\p{Cc}\p{Cf}]*$/u.test(trimmed)) return fallback;
  return deviceName.test(trimmed) ? `_${trimmed}` : trimmed;
}

/** Windows opens a device under these names, whatever extension follows. sanitize-filename would leave nothing of them. */
const deviceName = /^(?:con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³]|conin\$|conout\$) *(?:\.|$)/i;

/** Cuts to the allowed length and replaces forbidden characters: in this order, as sanitize-filename cuts the end off. */
function cut(text: string): string {
  return sanitize(shortened(text), { replacement: '_' });
}

/** Keeps the first 60 % and the last 40 % of a text that is too long (takes and languages stand at the end). */
function shortened(text: string): string {
  if (byteLength(text) <= longestStem) return text;
  const room = longestStem - byteLength('…');
  const headBytes = Math.floor(room * 0.6);
  const graphemes = new Intl.Segmenter('en').segment(text);

  const fitting = new TextEncoder().encodeInto(text, new Uint8Array(headBytes)).read;
  const headEnd = graphemes.containing(fitting)?.index ?? text.length;

  let tailStart = text.length - (room - headBytes);
  while (byteLength(text.slice(tailStart)) > room - headBytes) tailStart += 1;
  const across = graphemes.containing(tailStart);
  if (across && across.index < tailStart) tailStart = across.index + across.segment.length;

  return `${text.slice(0, headEnd)}…${text.slice(tailStart)}`;
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
