import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sentence } from '../../../shared/problems.ts';
import { makeSamples } from '../../media/samples.ts';
import { exitCodes } from '../exit-codes.ts';
import { run } from './run.ts';

const renderSpeed = 1;
const introduction = `Shoal demo: six small files, the practice service on this computer, nothing charged.
`;
const withAnAccount = `
With a real account Shoal would do the same, except that
  · clips go to https://fishaudio.org with your token: FISHSPEECH_API_TOKEN=… npm run shoal -- run ./my-clips --out ./results
  · results are real lip-sync; the practice service only puts the new sound under the picture and marks it PRACTICE
  · each accepted clip is charged by the service; its price is learned from the first clips and never guessed
  · the service must be able to reach your files: set up storage (host set s3), or give --public-url with a tunnel's address, or https URLs in a manifest
  · everything is kept in the ledger: after a crash, a cut or Ctrl-C, “npm run shoal -- resume” goes on and pays for nothing twice`;

/** `shoal demo`: a whole batch on sample clips with the practice service. The file that is not media is meant to be rejected. */
export async function demo({ folder: base }: { folder: string }): Promise<number> {
  const folder = freshFolder(base);
  process.stdout.write(introduction);
  const made = await makeSamples(join(folder, 'clips'));
  if (!made.ok) {
    process.stderr.write(`${sentence(made.problem)}\n`);
    return exitCodes.usage;
  }
  const code = await run(join(folder, 'clips'), {
    dataDir: join(folder, 'data'),
    apiUrl: '',
    practice: true,
    renderSpeed,
    out: join(folder, 'results'),
    name: 'Demo',
  });
  process.stdout.write(`${withAnAccount}\n`);
  return code === exitCodes.someFailed ? exitCodes.allDone : code;
}

/** A folder that is not there yet: a demo never writes over the results of an earlier one. */
function freshFolder(base: string): string {
  for (let number = 1; ; number += 1) {
    const folder = number === 1 ? base : `${base}-${number}`;
    if (!existsSync(folder)) return folder;
  }
}
