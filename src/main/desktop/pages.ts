import { extname, join } from 'node:path';
import { fileAnswer, notFound } from './file-answer.ts';

/** The window's own pages: the only ones that it may show and that the program answers to. */
export const pagesScheme = 'shoal';
export const firstPage = 'shoal://app/index.html';

/** Only what was built with the program: no inline code, no other origin, no frames, no forms. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "media-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * The file in `folder` that a page address means; null for any that names nothing there: another scheme or host, a way
 * out of the folder, a hidden file, a character that no built file has.
 */
export function pageFile(folder: string, address: string): string | null {
  const url = URL.parse(address);
  if (url?.protocol !== `${pagesScheme}:` || url.host !== 'app') return null;
  const parts = url.pathname.split('/').slice(1);
  // Names as the build gives them. What is left out, `%` above all, cannot lead anywhere else on any system.
  const isName = (part: string): boolean => /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(part);
  return parts.every(isName) ? join(folder, ...parts) : null;
}

/** Answers a request for a page from `folder`, the built renderer. */
export async function answerPage(folder: string, request: Request): Promise<Response> {
  const path = request.method === 'GET' ? pageFile(folder, request.url) : null;
  const type = path && types[extname(path)];
  if (path === null || !type) return notFound();
  const answer = await fileAnswer(path, type, request);
  answer.headers.set('content-security-policy', contentSecurityPolicy);
  return answer;
}
