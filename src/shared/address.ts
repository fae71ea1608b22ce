import { z } from 'zod';

/** Whether a URL's `hostname` means this computer. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** The URL in `text` when nobody on the way can read what it carries: https, or http on this computer. Else null. */
export function safeUrl(text: string, base?: string): URL | null {
  const url = URL.canParse(text, base) ? new URL(text, base) : null;
  if (url === null) return null;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)) ? url : null;
}

/** Whether an address can be the begin of others: safe, and without credentials, query or fragment. */
export function isBaseAddress(text: string): boolean {
  const url = safeUrl(text);
  return url !== null && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
}

/** Whether an address is this computer's own, so that a service there can reach files here. */
export function isOnThisComputer(url: string): boolean {
  return URL.canParse(url) && isLoopback(new URL(url).hostname);
}

/** An address that media may go to, or links lead to: https, so that nobody on the way reads them; on this computer http will do. */
export const addressSchema = z.string().trim().max(500).refine(isBaseAddress, 'not an https address');

/** The text that an address's part stands for; as it is, where a `%` in it stands for nothing. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
