import { extname } from 'node:path';

const TYPES = new Map(
  Object.entries({
    '3g2': 'video/3gpp2',
    '3gp': 'video/3gpp',
    avi: 'video/x-msvideo',
    flv: 'video/x-flv',
    m4v: 'video/x-m4v',
    mkv: 'video/x-matroska',
    mov: 'video/quicktime',
    mp4: 'video/mp4',
    mpeg: 'video/mpeg',
    mpg: 'video/mpeg',
    mts: 'video/mp2t',
    ogv: 'video/ogg',
    ts: 'video/mp2t',
    webm: 'video/webm',
    wmv: 'video/x-ms-wmv',
    aac: 'audio/aac',
    ac3: 'audio/ac3',
    aif: 'audio/aiff',
    aiff: 'audio/aiff',
    amr: 'audio/amr',
    flac: 'audio/flac',
    m4a: 'audio/mp4',
    mka: 'audio/x-matroska',
    mp3: 'audio/mpeg',
    oga: 'audio/ogg',
    ogg: 'audio/ogg',
    opus: 'audio/ogg',
    wav: 'audio/wav',
    wma: 'audio/x-ms-wma',
  }),
);

/**
 * The name under which a local file is hosted: `video` or `media` with the file's own extension, which some services
 * go by, and nothing else of its name. An extension that is no plain word becomes `bin`.
 */
export function hostedName(path: string): string {
  const own = extname(path).slice(1).toLowerCase();
  const extension = /^[a-z0-9]{1,8}$/.test(own) ? own : 'bin';
  return `${TYPES.get(extension)?.startsWith('video/') ? 'video' : 'media'}.${extension}`;
}

/** The Content-Type of a hosted name. */
export function contentTypeOf(fileName: string): string {
  return TYPES.get(extname(fileName).slice(1)) ?? 'application/octet-stream';
}
