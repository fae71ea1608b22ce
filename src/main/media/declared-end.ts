/**
 * Whether a media file is cut short, by its container's own words: a file whose boxes, chunks or pages declare more
 * bytes than there are has lost its end. Costs a few small reads, whatever the size of the file. A container that
 * declares no size (a live recording), or that is not known here, is never called cut.
 */

/** Reads up to `length` bytes from `position`; fewer at the end of the file. */
export type ReadAt = (position: number, length: number) => Promise<Buffer>;

/** A fragmented file has many boxes; one that goes on past this is taken as whole. */
const MAX_BOXES = 20_000;

/** The boxes at the top level of MP4, MOV, M4A and 3GP. Anything else there is padding that somebody added. */
const TOP_BOXES = new Set(
  'ftyp styp moov mdat moof mfra sidx free skip wide uuid udta meta emsg prft pdin pnot'.split(' '),
);
/** A file without `ftyp` (an old MOV) is known by one of these. */
const FIRST_BOXES = new Set('ftyp styp moov mdat free skip wide pnot'.split(' '));

function type(bytes: Buffer, at: number): string {
  return bytes.toString('latin1', at, at + 4);
}

async function boxesAreCut(read: ReadAt, size: number): Promise<boolean> {
  const seen = new Set<string>();
  let position = 0;
  for (let boxes = 0; boxes < MAX_BOXES && position + 8 <= size; boxes += 1) {
    const header = await read(position, 16);
    const box = type(header, 4);
    if (!TOP_BOXES.has(box)) break;
    seen.add(box);
    let length = header.readUInt32BE(0);
    // 0: to the end of the file; 1: the length follows, in eight bytes.
    if (length === 0) break;
    if (length === 1) length = header.length < 16 ? Infinity : Number(header.readBigUInt64BE(8));
    if (length < 8) break;
    position += length;
    if (position > size) return true;
  }
  // The index comes last unless asked otherwise: samples without one are a recording or a copy that was broken off.
  // (A picture in the same kind of container has `meta` in place of `moov`.)
  return seen.has('mdat') && !seen.has('moov') && !seen.has('meta');
}

/** The chunks whose end matters in WAV, AVI and AIFF; others may be anything. */
const CHUNKS = new Set('data LIST idx1 RIFF SSND'.split(' '));
/** A program that could not know the size yet writes 0 or something near a limit of its integers. */
const CHUNK_PLACEHOLDER = 0x7fff_0000;

async function chunksAreCut(read: ReadAt, size: number, bigEndian: boolean): Promise<boolean> {
  let position = 12;
  for (let chunks = 0; chunks < MAX_BOXES && position + 8 <= size; chunks += 1) {
    const header = await read(position, 8);
    const length = bigEndian ? header.readUInt32BE(4) : header.readUInt32LE(4);
    const matters = CHUNKS.has(type(header, 0));
    if (matters && (length === 0 || length >= CHUNK_PLACEHOLDER)) return false;
    position += 8 + length;
    if (matters && position > size) return true;
    position += length % 2;
  }
  return false;
}

/** The variable-length number of EBML at `at`: its value (null for the reserved “unknown”) and its own length. */
function ebmlNumber(bytes: Buffer, at: number): { value: number | null; length: number } {
  const first = bytes[at] ?? 0;
  const length = Math.clz32(first) - 23;
  let value = BigInt(first & (0xff >> length));
  let ones = BigInt(0xff >> length);
  for (let index = 1; index < length; index += 1) {
    value = (value << 8n) | BigInt(bytes[at + index] ?? 0);
    ones = (ones << 8n) | 0xffn;
  }
  return { value: value === ones ? null : Number(value), length };
}

const SEGMENT = 0x18538067;

async function segmentIsCut(read: ReadAt, size: number): Promise<boolean> {
  const start = await read(0, 16);
  const header = ebmlNumber(start, 4);
  if (header.value === null) return false;
  const position = 4 + header.length + header.value;
  const segment = await read(position, 16);
  if (segment.length < 12) return true;
  if (segment.readUInt32BE(0) !== SEGMENT) return false;
  const body = ebmlNumber(segment, 4);
  return body.value !== null && position + 4 + body.length + body.value > size;
}

/** The longest page that Ogg knows: header, 255 lengths, 255 segments of 255 bytes. */
const MAX_PAGE = 27 + 255 + 255 * 255;

async function lastPageIsCut(read: ReadAt, size: number): Promise<boolean> {
  const from = Math.max(0, size - MAX_PAGE);
  const tail = await read(from, MAX_PAGE);
  const page = tail.lastIndexOf('OggS');
  if (page === -1) return false;
  const segments = tail[page + 26];
  if (segments === undefined || tail.length < page + 27 + segments) return true;
  const body = tail.subarray(page + 27, page + 27 + segments).reduce((sum, length) => sum + length, 0);
  return page + 27 + segments + body > tail.length;
}

/** True when the container of the file (`size` in bytes) declares an end that the file does not have. */
export async function declaresMore(read: ReadAt, size: number): Promise<boolean> {
  const start = await read(0, 12);
  if (start.length < 12) return false;
  const first = type(start, 0);
  if (FIRST_BOXES.has(type(start, 4))) return boxesAreCut(read, size);
  if (first === 'RIFF') return chunksAreCut(read, size, false);
  if (first === 'FORM') return chunksAreCut(read, size, true);
  if (first === 'OggS') return lastPageIsCut(read, size);
  if (start.readUInt32BE(0) === 0x1a45dfa3) return segmentIsCut(read, size);
  return false;
}
