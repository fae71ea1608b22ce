import { mkdtemp, mkdir, copyFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uploadBench } from './upload.ts';
import { queueBench } from './queue.ts';
import { makeBenchClips } from './clips.ts';

/** `npm run bench [-- name…]`: measures, compares with an alternative in the same run, and prints. It never fails on a time. */
const benches: Record<string, (folder: string) => Promise<void>> = {
  queue: async (folder) => {
    const pair = await makeBenchClips(folder);
    const clips = join(folder, 'clips');
    await mkdir(clips);
    for (let number = 1; number <= 200; number += 1) {
      const name = `clip ${String(number).padStart(3, '0')}`;
      await copyFile(pair.video, join(clips, `${name}.mp4`));
      await copyFile(pair.audio, join(clips, `${name}.wav`));
    }
    await queueBench(folder, clips, pair);
  },
  upload: uploadBench,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in benches));
if (unknown.length > 0) {
  process.stderr.write(`There is no bench “${unknown.join('”, “')}”. There are: ${Object.keys(benches).join(', ')}.\n`);
  process.exit(2);
}
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const folder = await mkdtemp(join(tmpdir(), 'shoal-bench-'));
  try {
    process.stdout.write(`${name}\n`);
    await bench(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
