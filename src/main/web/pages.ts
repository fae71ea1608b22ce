import { readdir } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export interface Page {
  path: string;
  contentType: string;
  /** Whether its name changes with its content, so that a browser may keep it. */
  isHashed: boolean;
}

/** The files of the built window by the path of their URL. What is not in this list is not served, whatever is asked for. */
export async function pagesOf(folder: string): Promise<ReadonlyMap<string, Page>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const pages = new Map<string, Page>();
  for (const entry of entries) {
    const contentType = types[extname(entry.name)];
    if (!entry.isFile() || contentType === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    const url = `/${relative(folder, path).split(sep).join('/')}`;
    pages.set(url === '/index.html' ? '/' : url, { path, contentType, isHashed: url.startsWith('/assets/') });
  }
  return pages;
}
