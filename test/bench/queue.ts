import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { createPracticeService } from '../../src/practice/service.ts';
import { shoal } from '../e2e/support/shoal.ts';
import type { Pair } from './clips.ts';

const concurrency = 8;
const remoteSeconds = 4;
const allClips = 200;
/** The loops are repetitive: a part of the clips shows their pace. */
const loopClips = 48;
const token = 'practice';

/**
 * How near a batch comes to the ideal, clips × remote time / concurrency: Shoal, with everything that it does around it
 * (checks, ledger, hosting, download, verification), against plain loops that submit, poll at a fixed pace as the older
 * playground page suggests (3 to 5 s) and download.
 */
export async function queueBench(folder: string, clips: string, pair: Pair): Promise<void> {
  const service = createPracticeService({
    folder: join(folder, 'service'),
    credits: 1_000_000,
    render: 'copy',
    renderSeconds: remoteSeconds,
  });
  const { url } = await service.start();
  try {
    report(`Shoal, ${allClips} clips at ${concurrency}`, allClips, await timeOfShoal(folder, clips, url));
    for (const pauseSeconds of [3, 5]) {
      const seconds = await timeOfLoop(folder, url, pair, pauseSeconds);
      report(`a loop that polls every ${pauseSeconds} s, ${loopClips} clips at ${concurrency}`, loopClips, seconds);
    }
    process.stdout.write('  goal for Shoal: at most 1.10\n');
  } finally {
    await service.stop();
  }
}

function report(what: string, count: number, seconds: number): void {
  const ideal = (count * remoteSeconds) / concurrency;
  process.stdout.write(
    `  ${what}: ${seconds.toFixed(1)} s, ideal ${ideal.toFixed(1)} s, ratio ${(seconds / ideal).toFixed(3)}\n`,
  );
}

async function timeOfShoal(folder: string, clips: string, url: string): Promise<number> {
  const begun = performance.now();
  const paths = ['--data-dir', join(folder, 'data'), '--out', join(folder, 'results')];
  const { code, stderr } = await shoal(
    ['run', clips, ...paths, '--api-url', url, '--concurrency', String(concurrency)],
    {
      env: { FISHSPEECH_API_TOKEN: token },
    },
  );
  if (code !== 0) throw new Error(`shoal run ended with ${code}: ${stderr}`);
  return (performance.now() - begun) / 1000;
}

const jobSchema = z.object({
  data: z.object({ id: z.string(), status: z.string(), result_url: z.string().nullish() }),
});

async function timeOfLoop(folder: string, url: string, pair: Pair, pauseSeconds: number): Promise<number> {
  const media = createServer((request, response) => {
    createReadStream(request.url === '/clip.mp4' ? pair.video : pair.audio).pipe(response);
  });
  await new Promise<void>((resolve) => media.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(media.address());
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const jobs = `${url}/api/open/v1/media/lip-sync/jobs`;
  const body = JSON.stringify({
    videoUrl: `http://127.0.0.1:${port}/clip.mp4`,
    audioUrl: `http://127.0.0.1:${port}/clip.wav`,
  });

  async function lipSync(number: number): Promise<void> {
    const created = await fetch(jobs, { method: 'POST', headers, body });
    const { id } = jobSchema.parse(await created.json()).data;
    for (;;) {
      await sleep(pauseSeconds * 1000);
      const { data } = jobSchema.parse(await (await fetch(`${jobs}/${id}`, { headers })).json());
      if (data.status === 'failed') throw new Error('a job of the loop failed');
      if (data.status !== 'completed' || !data.result_url) continue;
      const result = await fetch(data.result_url);
      await writeFile(join(folder, `loop-${number}.mp4`), new Uint8Array(await result.arrayBuffer()));
      return;
    }
  }

  const begun = performance.now();
  const numbers = Array.from({ length: loopClips }, (_, number) => number).values();
  const worker = async (): Promise<void> => {
    for (const number of numbers) await lipSync(number);
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  const seconds = (performance.now() - begun) / 1000;
  media.closeAllConnections();
  await new Promise((resolve) => media.close(resolve));
  return seconds;
}
