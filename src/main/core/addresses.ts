/** Whether a URL's `hostname` means this computer. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** The URL in `text` when nobody on the way can read what it carries: https, or http on this computer. Else null. */
export function safeUrl(text: string, base?: string): URL | null {
  const url = URL.parse(text, base);
  if (url === null) return null;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)) ? url : null;
}

/** The text that an address's part stands for; as it is, where a `%` in it stands for nothing. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
