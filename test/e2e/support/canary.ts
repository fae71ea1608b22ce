import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A token with every character that an encoding would change, to be looked for wherever it must not be. */
export const oddCanary = 'canary+7f3a/9c=t&ken%41~"end';

/** A secret as it is, and as headers, addresses, JSON and logs might carry it. */
export function spellingsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  // Base64 of a text that holds it looks different by where in a group of three it begins.
  const inBase64 = [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    const inner = text.replace(/=+$/, '').slice(before === 0 ? 0 : 4, -4);
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
  });
  const spelled = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    encodeURI(secret),
    bytes.toString('hex'),
    bytes.toString('utf16le'),
    ...inBase64,
  ];
  return [...new Set(spelled)];
}

/** The spellings of `secret` that are in any of the texts, or in any file below the folders, each with where. */
export async function findCanary(
  secret: string,
  { texts = {}, folders = [] }: { texts?: Readonly<Record<string, string>>; folders?: readonly string[] },
): Promise<string[]> {
  const searched: [where: string, bytes: Buffer][] = Object.entries(texts).map(([where, text]) => [
    where,
    Buffer.from(text),
  ]);
  for (const folder of folders) {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile()) searched.push([path, await readFile(path)]);
    }
  }
  const found: string[] = [];
  for (const [where, bytes] of searched)
    for (const spelling of spellingsOf(secret)) if (bytes.includes(spelling)) found.push(`${where}: ${spelling}`);
  return found;
}
