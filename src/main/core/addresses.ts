/** Whether a URL's `hostname` means this computer. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** Whether an address is this computer's own, so that a service there can reach files here. */
export function isOnThisComputer(url: string): boolean {
  return isLoopback(new URL(url).hostname);
}

/** The URL in `text` when nobody on the way can read what it carries: https, or http on this computer. Else null. */
export function safeUrl(text: string, base?: string): URL | null {
  const url = URL.parse(text, base);
  if (url === null) return null;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)) ? url : null;
}
