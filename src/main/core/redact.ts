const URLS = /\b(https?|wss?|s3):\/\/([^\s"'<>]+)/gi;
const QUERIES = /\?[\w%.~+-]+=[^\s"'<>]*/g;
/** Also where the beginning of the URL was garbled. */
const CREDENTIALS = /(\/\/)[^\s/@"'<>]+@|(?<![^\s/@"'<>])[^\s/@:"'<>]{1,64}:[^\s/@"'<>]{1,256}@/g;
const BEARERS = /\b(bearer)\s+[^\s"',;]+/gi;

/** Leaves of every URL in `text` only its scheme and host: for texts by others, which may repeat a signed URL. */
export function hideUrls(text: string): string {
  const hidden = text.replace(URLS, (_, scheme: string, rest: string) => {
    const authority = /^[^/?#\\]*/.exec(rest)?.[0] ?? '';
    return `${scheme}://${authority.slice(authority.lastIndexOf('@') + 1)}/…`;
  });
  // A URL whose beginning was garbled may still have its query.
  return hideCredentials(hidden).replace(QUERIES, '?…');
}

function hideCredentials(text: string): string {
  return text.replace(CREDENTIALS, (_, slashes: string | undefined) => `${slashes ?? ''}…@`);
}

/** `text` made of one line, without control or invisible characters, of at most `limit` characters. */
export function oneLine(text: string, limit: number): string {
  const clean = text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  // The end may cut a surrogate pair in two.
  return clean.length <= limit ? clean : `${clean.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/**
 * `text` without what must not reach a log, a file or a window: queries and credentials of URLs, bearer tokens, the
 * given secrets; the home folder becomes `~`.
 */
export function redact(text: string, { homeFolder = '', secrets = [] }: Redaction = {}): string {
  const clean = hideCredentials(hideSecrets(text, secrets)).replace(QUERIES, '?…').replace(BEARERS, '$1 …');
  // A home of `/` (some services run so) would make every path start with `~`.
  const home = homeFolder.replace(/[/\\]+$/, '');
  if (home === '') return clean;
  const forms = spellings([home, home.replaceAll('\\', '/'), home.replaceAll('\\', '\\\\')]).map(escapeForRegExp);
  return clean.replace(new RegExp(`(?:${forms.join('|')})(?![\\p{L}\\p{N}_-])`, 'gu'), '~');
}

/** `text` without the secrets, as they are and as JSON and URLs spell them. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  let clean = text;
  // The longest first, so that a secret inside another one leaves no rest.
  for (const secret of spellings(secrets)) clean = clean.replaceAll(secret, '…');
  return clean;
}

export interface Redaction {
  homeFolder?: string;
  secrets?: readonly string[];
}

/** The texts as they are and as they look inside a URL or JSON, without empty ones, the longest first. */
function spellings(texts: readonly string[]): string[] {
  const all = texts
    .filter((text) => text.trim() !== '')
    .flatMap((text) => {
      const inJson = JSON.stringify(text).slice(1, -1);
      // Some write JSON with every slash escaped.
      return [text, encodeForUrl(text), encodeURIComponent(text.toWellFormed()), inJson, inJson.replaceAll('/', '\\/')];
    });
  return [...new Set(all)].sort((a, b) => b.length - a.length);
}

function encodeForUrl(text: string): string {
  return encodeURI(text.toWellFormed());
}

function escapeForRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
