import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { join } from 'node:path';
import { parse as parseCsv } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { jsonLineSchema } from '../../src/shared/json-lines.ts';
import { canary, createDesk, putClips, type Desk } from './support/desk.ts';
import { samplesForAll } from './support/samples.ts';
import { jsonLines, ofKind, repository, shoal, startShoal } from './support/shoal.ts';

const samples = samplesForAll();

async function deskWith(names: readonly string[], ...options: Parameters<typeof createDesk>): Promise<Desk> {
  const desk = await createDesk(...options);
  await putClips(samples(), desk.clips, names);
  return desk;
}

async function serve(answer: RequestListener): Promise<{ url: string; [Symbol.asyncDispose](): Promise<void> }> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe.concurrent('a batch', () => {
  test('to its end: exit code 0, results, a receipt, and all of it again costs nothing', async () => {
    await using desk = await deskWith(['one', 'two']);
    const first = await desk.shoal('run', desk.clips);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(await desk.resultFiles()).toEqual(['clips/batch.json', 'clips/one.mp4', 'clips/two.mp4']);
    expect(desk.service.stats().creates.received).toBe(2);

    const again = await desk.shoal('run', desk.clips);
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout).toContain('one is already done');
    expect(desk.service.stats().creates.received).toBe(2);

    await putClips(samples(), desk.clips, ['three']);
    expect(await desk.shoal('run', desk.clips)).toMatchObject({ code: 0 });
    expect(desk.service.stats().creates.received).toBe(3);
    // A batch of its own, so that neither receipt is written over.
    expect(await desk.resultFiles()).toContain('clips (2)/three.mp4');

    expect(await desk.shoal('run', desk.clips, '--again')).toMatchObject({ code: 0 });
    expect(desk.service.stats().creates.received).toBe(6);
  });

  test('with results inside of the folder of clips, which has dots in its name: results are no clips', async () => {
    await using desk = await createDesk();
    const clips = join(desk.folder, 'Ep. 1');
    await mkdir(clips);
    await putClips(samples(), clips, ['one']);
    const out = ['--out', join(clips, 'results')];
    expect(await desk.shoal('run', clips, ...out)).toMatchObject({ code: 0 });
    expect(await readdir(join(clips, 'results'))).toEqual(['Ep. 1']);
    const again = await desk.shoal('run', clips, ...out, '--again');
    expect(again.code).toBe(0);
    expect(again.stdout).not.toContain('in no clip');
  });

  test('with a clip that the service fails: exit code 1, the others finish', async () => {
    await using desk = await deskWith(['one', 'two'], { faults: { failJobs: [1] } });
    const { code, stdout } = await desk.shoal('run', desk.clips);
    expect(code).toBe(1);
    expect(stdout).toContain('The service failed this clip: The processing failed, as the fault plan says.');
    expect(await desk.resultFiles()).toHaveLength(2);
  });

  test('without credits: exit code 3; after a top-up resume ends it with 0', async () => {
    await using desk = await deskWith(['one', 'two'], { credits: 0 });
    const held = await desk.shoal('run', desk.clips);
    expect(held.code).toBe(3);
    expect(held.stdout).toMatch(/Held for credits\. .* Top up .*shoal resume/);
    const again = await desk.shoal('resume');
    expect(again.code).toBe(3);
    desk.service.setCredits(100);
    expect(await desk.shoal('resume')).toMatchObject({ code: 0, stderr: '' });
    expect(desk.service.stats().creates.accepted).toBe(2);
  });

  test('with a wrong token: exit code 4; with the right one resume ends it with 0', async () => {
    await using desk = await deskWith(['one']);
    desk.service.setTokens(['another']);
    const held = await desk.shoal('run', desk.clips);
    expect(held.code).toBe(4);
    expect(held.stdout).toMatch(/Held for the token\. The token was refused \(401\)\. Enter a new token/);
    desk.service.setTokens([canary]);
    expect(await desk.shoal('resume')).toMatchObject({ code: 0, stderr: '' });
    expect(desk.service.stats().creates.accepted).toBe(1);
  });

  test('with an unknown outcome: exit code 5, and nothing ever sends it again', async () => {
    await using desk = await deskWith(['one', 'two'], {
      faults: [{ on: 'create', nth: 1, do: 'drop-after' }],
      repeatInputUrls: false,
    });
    const first = await desk.shoal('run', desk.clips);
    expect(first.code).toBe(5);
    expect(first.stdout).toContain('It is not sent again by itself.');
    expect((await desk.shoal('resume')).code).toBe(5);
    const rerun = await desk.shoal('run', desk.clips);
    expect(rerun.code).toBe(5);
    expect(rerun.stdout).toContain('may have been accepted and needs your decision');
    expect(desk.service.stats().creates.received).toBe(2);
    expect((await desk.shoal('status')).stdout).toContain('May have been accepted: waits for your decision');
  });

  test('stopped by Ctrl-C: exit code 130, and resume ends it with 0 without a second create', async () => {
    await using desk = await deskWith(['one', 'two'], { renderSeconds: 3 });
    const running = desk.start('run', desk.clips);
    // Its own files are read by then, so that it needs this computer no more.
    await expect
      .poll(() => desk.service.stats().jobs.map(({ status }) => status), { timeout: 20_000 })
      .toEqual(['processing', 'processing']);
    running.process.kill('SIGINT');
    const stopped = await running.ended;
    expect(stopped).toMatchObject({ code: 130, stderr: '' });
    expect(stopped.stdout).toContain('“shoal resume” goes on');
    expect(await desk.shoal('resume')).toMatchObject({ code: 0, stderr: '' });
    expect(desk.service.stats().creates.received).toBe(2);
  });

  test('while one works, a second is told who; status and export answer', async () => {
    await using desk = await deskWith(['one'], { renderSeconds: 600 });
    const running = desk.start('run', desk.clips);
    await running.says('At the service');
    for (const command of [['run', desk.clips], ['resume']]) {
      const second = await desk.shoal(...command);
      expect(second.code).toBe(2);
      expect(second.stderr).toContain(
        `Another Shoal is working with this ledger (shoal run, process ${running.process.pid ?? 0}`,
      );
    }
    expect((await desk.shoal('doctor')).stdout).toContain('Another Shoal is working');
    const during = await desk.shoal('status');
    expect(during.stdout).toMatch(/clips +b\w+ +0 of 1 +1 /);
    expect(during.stdout).not.toContain('No Shoal is working');
    expect((await desk.shoal('export')).stdout).toContain('"state": "accepted"');
    running.process.kill('SIGKILL');
    await running.ended;
    expect((await desk.shoal('status')).stdout).toContain('No Shoal is working now');
  });

  test('that nobody reads any more ends quietly', async () => {
    await using desk = await deskWith(['one']);
    const running = desk.start('run', desk.clips, '--json');
    running.process.stdout?.destroy();
    expect(await running.ended).toMatchObject({ code: 141, stderr: '' });
  });
});

describe.concurrent('practice', () => {
  test('a second process is told who works, and never that a port is taken', async () => {
    await using desk = await deskWith(['one']);
    const args = ['--practice', '--data-dir', desk.data];
    const running = startShoal(['run', desk.clips, '--out', desk.results, ...args]);
    await running.says('At the service');
    // However long the second takes to start, the first is still there.
    running.process.kill('SIGSTOP');
    const second = await shoal(['resume', ...args]);
    running.process.kill('SIGCONT');
    expect(second).toMatchObject({ code: 2, stdout: '' });
    expect(second.stderr).toContain('Another Shoal is working with this ledger (shoal run');
    expect(await running.ended).toMatchObject({ code: 0, stderr: '' });
  });

  test('practice-service stands alone, with the misbehaviour of a file', async () => {
    await using desk = await deskWith(['one']);
    const bad = join(desk.folder, 'bad.json');
    await writeFile(bad, '[{"on": "create", "do": "dance"}]');
    const refused = await shoal(['practice-service', '--data-dir', desk.data, '--faults', bad]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/The fault plan cannot be used: .*do/s);
    expect(refused.stderr).not.toMatch(/^ +at /m);

    const plan = join(desk.folder, 'plan.json');
    await writeFile(plan, '[{"on": "create", "do": "status", "status": 422, "message": "no face"}]');
    const standing = startShoal(['practice-service', '--data-dir', desk.data, '--faults', plan]);
    const [url = ''] = /http:\S+/.exec(await standing.says('Try it')) ?? [];
    const run = await shoal(['run', desk.clips, '--out', desk.results, '--data-dir', desk.data, '--api-url', url], {
      env: { FISHSPEECH_API_TOKEN: 'practice' },
    });
    expect(run.code).toBe(1);
    expect(run.stdout).toContain('could not use this media (422): no face.');
    standing.process.kill('SIGINT');
    expect(await standing.ended).toMatchObject({ code: 0, stderr: '' });
  });
});

describe.concurrent('usage: exit code 2, a message, and nothing sent', () => {
  test.each([
    ['an unknown option', ['run', 'x', '--frobnicate'], /unknown option '--frobnicate'/],
    ['an unknown command', ['juggle'], /unknown command 'juggle'/],
    ['no folder', ['run'], /missing required argument/],
    ['a missing folder', ['run', '/no/such/folder'], /“\/no\/such\/folder” does not exist\. Check the path\./],
    ['a concurrency that is none', ['run', '.', '--concurrency', '0'], /whole number from 1 to 64/],
    ['an unset variable for the folder', ['run', ''], /“” does not exist/],
    ['an unset variable for the ledger', ['run', '.', '--data-dir', ''], /--data-dir.* It is empty\./],
    ['a device', ['run', '/dev/zero'], /neither a folder nor a file/],
    ['a public address that is none', ['run', '.', '--public-url', 'ftp//x'], /Give an https address/],
    ['practice and an address', ['run', '.', '--practice', '--api-url', 'https://x.example'], /cannot be used with/],
    ['a speed of nothing', ['practice-service', '--render-speed', '0'], /over 0/],
  ])('%s', async (_, args, message) => {
    const { code, stdout, stderr } = await shoal(args, { env: { FISHSPEECH_API_TOKEN: canary } });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  test('one file, an empty folder, no token, and addresses that would give the token or the media away', async () => {
    await using desk = await deskWith(['one']);
    const out = ['--data-dir', join(desk.folder, 'fresh'), '--out', desk.results];
    const env = { FISHSPEECH_API_TOKEN: canary };
    const run = (...args: string[]) => shoal(['run', ...args, ...out], { env });

    expect((await run(join(desk.clips, 'one.mp4'))).stderr).toMatch(/is one media file\. Give the folder/);
    await mkdir(join(desk.folder, 'empty'));
    expect((await run(join(desk.folder, 'empty'))).stderr).toMatch(/Nothing in “.*” makes a clip/);
    expect(await run(join(desk.folder, 'empty'), '--dry-run')).toMatchObject({ code: 2 });

    const noToken = await shoal(['run', desk.clips, ...out, '--api-url', desk.url]);
    expect(noToken).toMatchObject({ code: 2, stdout: '' });
    expect(noToken.stderr).toMatch(/^There is no keychain that Shoal can reach\./);
    expect(noToken.stderr).toContain('\nNo token is set. Set it with “shoal token set”, or FISHSPEECH_API_TOKEN');

    const plain = await run(desk.clips, '--api-url', 'http://fishaudio.example');
    expect(plain).toMatchObject({ code: 2, stdout: '' });
    expect(plain.stderr).toContain('neither https nor on this computer');
    expect((await run(desk.clips, '--api-url', 'nonsense')).stderr).toContain('it is not a URL');

    const notPublic = await run(desk.clips, '--api-url', 'https://fishaudio.invalid');
    expect(notPublic).toMatchObject({ code: 2, stdout: '' });
    expect(notPublic.stderr).toMatch(/The service cannot reach files on this computer\. .*“--public-url”/);
    expect(await desk.resultFiles()).toEqual([]);
    expect(desk.service.stats().creates.received).toBe(0);
  });

  test('a manifest tells everything that is wrong with it, by line', async () => {
    await using desk = await deskWith(['one']);
    const run = async (text: string): Promise<string> => {
      const path = join(desk.folder, 'list.csv');
      await writeFile(path, text);
      const { code, stdout, stderr } = await desk.shoal('run', path);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      return stderr;
    };
    expect(await run('video,sound\nclips/one.mp4,clips/one.wav\n')).toMatch(
      /Line 1: the column “sound” is not known[^]*Line 1: the column “audio” is missing/,
    );
    const stderr = await run('video,audio,name\nclips/one.mp4,clips/gone.wav,x\nclips/lost.mp4,clips/one.wav,y\n');
    expect(stderr).toMatch(/Line 2: “clips\/gone\.wav” does not exist[^]*Line 3: “clips\/lost\.mp4” does not exist/);
    expect(await run('video,audio,name\nclips/one.mp4,clips/one.wav,x\nclips/one.mp4,clips/one.wav,x\n')).toMatch(
      /Line 3: .*already named in line 2/,
    );
    expect(desk.service.stats().creates.received).toBe(0);
  });
});

test('docs/json-lines.md has an example of every line that --json prints, and they are right', async () => {
  const text = await readFile(join(repository, 'docs', 'json-lines.md'), 'utf8');
  const examples = [...text.matchAll(/```ndjson\n([^`]*)```/g)].flatMap(([, block = '']) => jsonLines(block));
  const kinds = jsonLineSchema.options.flatMap((option) => [...option.shape.kind.values]);
  expect(examples.map(({ kind }) => kind).sort()).toEqual(kinds.sort());
});

test('--json prints only lines of the documented schema', async () => {
  await using desk = await deskWith(['one', 'two']);
  await writeFile(join(desk.clips, 'two.wav'), 'not media');
  await writeFile(join(desk.clips, 'lonely.mp4'), '');
  const run = await desk.shoal('run', desk.clips, '--json', '--name', 'My “batch”');
  expect(run).toMatchObject({ code: 1, stderr: '' });
  const lines = jsonLines(run.stdout);
  expect(ofKind(lines, 'unpaired')).toMatchObject([{ name: 'lonely.mp4', reason: 'no-audio-of-that-name' }]);
  expect(ofKind(lines, 'batch-created')).toMatchObject([{ name: 'My “batch”', clips: 2 }]);
  expect(ofKind(lines, 'attempt-settled')).toMatchObject([{ outcome: 'accepted' }]);
  const ends = ofKind(lines, 'clip').filter(({ to }) => to === 'done' || to === 'rejected');
  expect(ends).toMatchObject([
    { name: 'two', to: 'rejected', problem: { code: 'media.not-media' }, result: null },
    { name: 'one', to: 'done', problem: null, result: 'one.mp4', credits: 3 },
  ]);
  expect(lines.at(-1)).toMatchObject({ kind: 'summary', exitCode: 1, counts: { done: 1, rejected: 1 } });

  const rerun = jsonLines((await desk.shoal('run', desk.clips, '--json')).stdout);
  expect(ofKind(rerun, 'already-done')).toMatchObject([{ name: 'one' }]);
  const status = jsonLines((await desk.shoal('status', '--json')).stdout);
  expect(new Set(status.map(({ kind }) => kind))).toEqual(new Set(['batch-status', 'clip-status', 'forecast']));
  const resumed = await desk.shoal('resume', '--json');
  expect(jsonLines(resumed.stdout).at(-1)).toMatchObject({ kind: 'summary', exitCode: 1 });
  // What is done is neither counted nor estimated, unless it is wanted again.
  const dry = jsonLines((await desk.shoal('run', desk.clips, '--dry-run', '--json')).stdout);
  expect(ofKind(dry, 'already-done')).toMatchObject([{ name: 'one' }]);
  expect(ofKind(dry, 'estimate')).toMatchObject([{ name: 'two', seconds: null }]);
  const again = jsonLines((await desk.shoal('run', desk.clips, '--dry-run', '--again', '--json')).stdout);
  expect(ofKind(again, 'estimate')).toMatchObject([
    { name: 'one', refusal: null, seconds: 3, credits: 3, creditsLow: 3, creditsHigh: 3 },
    { name: 'two', seconds: null },
  ]);
  const findings = ofKind(jsonLines((await desk.shoal('doctor', '--json')).stdout), 'finding');
  expect(findings.map(({ good }) => good)).toEqual([true, true, true, true, true]);
  desk.service.setTokens(['another']);
  await putClips(samples(), desk.clips, ['three']);
  const held = jsonLines((await desk.shoal('run', desk.clips, '--json')).stdout);
  expect(ofKind(held, 'hold-began')).toMatchObject([{ hold: 'auth', problem: { code: 'service.token' } }]);
  const heldStatus = jsonLines((await desk.shoal('status', '--json')).stdout);
  expect(ofKind(heldStatus, 'hold-status')).toMatchObject([{ hold: 'auth', stops: ['submit', 'process', 'fetch'] }]);
});

test('run --budget stops at the cap, status tells the forecast, resume --budget raises it', async () => {
  await using desk = await deskWith(['a', 'b', 'c', 'd']);
  const held = await desk.shoal('run', desk.clips, '--budget', '7');
  expect(held.code).toBe(3);
  expect(desk.service.stats().creates).toEqual({ received: 2, accepted: 2 });
  // Not “used up”: a credit is left of it, and the numbers say why that is not enough.
  const why =
    /Held for the budget\. The budget of 7 credits does not cover the next clip: \d+ were used, .* Raise the budget/;
  expect(held.stdout).toMatch(why);
  expect((await desk.shoal('status')).stdout).toMatch(
    /Held for the budget since .*\. The budget of 7 credits does not cover the next clip: \d+ were used/,
  );
  desk.service.setCredits(1);
  const raised = await desk.shoal('resume', '--budget', 'none');
  expect(raised).toMatchObject({ code: 3, stderr: '' });
  expect(desk.service.stats().creates.accepted).toBe(3);
  const { stdout } = await desk.shoal('status');
  expect(stdout).toMatch(/Balance: -?\d+ credits, as read .+: the first 3 of 4 clips fit; about 5 are missing\./);
  expect(stdout).toMatch(/Clips are priced .*learned from 3 finished clips/);
});

test('run --price takes a price by hand, and says that it is one', async () => {
  await using desk = await deskWith(['a']);
  const { stdout } = await desk.shoal('run', desk.clips, '--dry-run', '--price', '2/second');
  expect(stdout).toContain('About 6 credits, at 2 a second of the shorter input, as set by you.');
  expect((await desk.shoal('run', desk.clips, '--price', '2')).code).toBe(2);
});

test('fetch-again brings a lost result back, and nothing is made or charged', async () => {
  await using desk = await deskWith(['a']);
  await desk.shoal('run', desk.clips);
  const [before] = jsonLines((await desk.shoal('status', '--json')).stdout).flatMap((line) =>
    line.kind === 'clip-status' ? [line.clip] : [],
  );
  const path = join(desk.results, 'clips', 'a.mp4');
  const bytes = await readFile(path);
  await rm(path);
  // The command has ended then: it is no use to say that Shoal goes on by itself.
  desk.service.setFaults([{ on: 'result', times: 1, do: 'html' }]);
  expect(await desk.shoal('fetch-again', before ?? '')).toMatchObject({
    code: 2,
    stdout: '',
    stderr: 'The result could not be downloaded (502). Try again later.\n',
  });
  desk.service.setTokens(['another']);
  expect(await desk.shoal('fetch-again', before ?? '')).toMatchObject({ code: 4, stdout: '' });
  desk.service.setTokens([canary]);
  expect(await desk.shoal('fetch-again', before ?? '')).toMatchObject({
    code: 0,
    stdout: 'Fetched again: a.mp4. Nothing was charged.\n',
    stderr: '',
  });
  expect(await readFile(path)).toEqual(bytes);
  expect(desk.service.stats().creates).toEqual({ received: 1, accepted: 1 });
  const again = await desk.shoal('fetch-again', before ?? '');
  expect(again).toMatchObject({ code: 2, stdout: '' });
  expect(again.stderr).toContain('The clip has no result that was lost.');
});

test('a command that is not given the address of a batch’s service says which it is, and asks no other', async () => {
  await using desk = await deskWith(['one'], {
    faults: [{ on: 'create', nth: 1, do: 'drop-after' }],
    repeatInputUrls: false,
  });
  expect((await desk.shoal('run', desk.clips)).code).toBe(5);
  const [clip] = ofKind(jsonLines((await desk.shoal('status', '--json')).stdout), 'clip-status');
  const id = clip?.clip ?? '';
  const asked: (string | undefined)[] = [];
  await using other = await serve(({ url }, response) => {
    asked.push(url);
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"code":"not_found","message":"no"}');
  });
  const there = (...args: string[]) =>
    shoal([...args, '--data-dir', desk.data, '--api-url', other.url], { env: { FISHSPEECH_API_TOKEN: canary } });

  const resumed = await there('resume');
  expect(resumed).toMatchObject({ code: 2, stdout: '' });
  expect(resumed.stderr).toContain(`It belongs to the service at ${desk.url}: “shoal resume --api-url ${desk.url}”`);
  expect((await desk.shoal('status')).stdout).toContain(`“shoal resume --api-url ${desk.url}” goes on.`);
  for (const command of [
    ['decide', id, '--adopt', 'job_1'],
    ['fetch-again', id],
  ])
    expect((await there(...command)).stderr).toContain(`The clip belongs to the service at ${desk.url}`);
  expect(asked.filter((path) => path?.includes('job_'))).toEqual([]);
  const looked = await there('reconcile', '--now');
  expect(looked.code).toBe(5);
  expect(looked.stdout).toContain(`It belongs to the service at ${desk.url}, which was not asked.`);

  const decided = await desk.shoal('decide', id, '--give-up');
  expect(decided).toMatchObject({ code: 0, stderr: '' });
  expect(await desk.shoal('reconcile', '--now')).toMatchObject({ code: 0, stdout: 'No clip is in doubt.\n' });
});

test('run --first starts only so many, to learn the price', async () => {
  await using desk = await deskWith(['a', 'b', 'c']);
  expect((await desk.shoal('run', desk.clips, '--first', '1')).code).toBe(0);
  expect(desk.service.stats().creates.accepted).toBe(1);
});

describe.concurrent('commands', () => {
  test('run --dry-run checks, pairs and estimates; it sends nothing and makes no ledger', async () => {
    await using desk = await deskWith(['one', 'two']);
    await writeFile(join(desk.clips, 'two.wav'), '');
    const data = join(desk.folder, 'fresh');
    const { code, stdout, stderr } = await shoal(
      ['run', desk.clips, '--dry-run', '--data-dir', data, '--out', desk.results, '--api-url', desk.url],
      { env: { FISHSPEECH_API_TOKEN: canary } },
    );
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/one +0:03\.0 +0:03\.0 +3 s +unknown/);
    expect(stdout).toContain('Rejected: “two.wav” is empty');
    expect(stdout).toContain('1 of 2 clips can be submitted: 3 s. The price is unknown until the first clip finishes');
    expect(desk.service.stats().creates.received).toBe(0);
    for (const path of [data, desk.results]) await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('a manifest with URLs is submitted as it is, and nothing of this computer is served', async () => {
    await using desk = await createDesk();
    const files = new Map([
      ['/a/one.mp4', await readFile(samples().video)],
      // An address may hold a `%` that stands for nothing.
      ['/a/100%.wav', await readFile(samples().audio)],
    ]);
    await using media = await serve((request, response) => {
      response.end(files.get(new URL(request.url ?? '', 'http://x').pathname));
    });
    const path = join(desk.folder, 'list.json');
    const entry = {
      video: `${media.url}/a/one.mp4?signature=s3cr3t-query`,
      audio: `${media.url}/a/100%.wav`,
      language: 'es',
      name: 'Uno',
    };
    await writeFile(path, JSON.stringify([entry]));
    const run = await desk.shoal('run', path);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).not.toContain('s3cr3t-query');
    expect(await desk.resultFiles()).toEqual(['list/Uno.es.mp4', 'list/batch.json']);
    expect(desk.service.stats().jobs).toMatchObject([{ videoPath: '/a/one.mp4', audioPath: '/a/100%.wav' }]);
  });

  test('status and export before anything, and of a finished batch', async () => {
    await using desk = await deskWith(['one', 'two']);
    const nothing = await shoal(['status', '--data-dir', join(desk.folder, 'fresh')]);
    expect(nothing).toMatchObject({ code: 0, stderr: '' });
    expect(nothing.stdout).toContain('No batch yet');
    expect(await desk.shoal('export')).toMatchObject({ code: 2, stdout: '', stderr: 'No batch yet.\n' });
    expect((await desk.shoal('resume')).stdout).toContain('Nothing to do.');

    await writeFile(join(desk.clips, 'two.wav'), '');
    expect((await desk.shoal('run', desk.clips)).code).toBe(1);
    expect((await desk.shoal('status')).stdout).toMatch(/clips +b\w+ +1 of 2 +0 +0 +1 /);
    const receipt = z.object({ batch: z.string(), clips: z.array(z.object({ name: z.string(), state: z.string() })) });
    const exported = receipt.parse(JSON.parse((await desk.shoal('export')).stdout));
    expect(exported).toEqual(receipt.parse(JSON.parse(await readFile(join(desk.results, 'clips/batch.json'), 'utf8'))));
    expect(exported.clips).toEqual([
      { name: 'one', state: 'done' },
      { name: 'two', state: 'rejected' },
    ]);
    const csv = await desk.shoal('export', '--csv');
    const rows = z.array(z.record(z.string(), z.string())).parse(parseCsv(csv.stdout, { columns: true, bom: true }));
    expect(rows).toMatchObject([
      { name: 'one', state: 'done', result: 'one.mp4', creditsUsed: '3', problem: '' },
      { name: 'two', state: 'rejected', problem: '“two.wav” is empty (0 bytes).' },
    ]);
    expect((await desk.shoal('export', 'b-none')).stderr).toContain('There is no batch “b-none”.');

    // What was rejected is checked again on a person's word.
    await cp(samples().audio, join(desk.clips, 'two.wav'));
    expect(await desk.shoal('resume')).toMatchObject({ code: 0, stderr: '' });
    expect(await desk.resultFiles()).toEqual(['clips/batch.json', 'clips/one.mp4', 'clips/two.mp4']);
  });

  test('a damaged ledger is told by whoever meets it, and set aside by what works only', async () => {
    await using desk = await deskWith(['one']);
    const path = join(desk.data, 'ledger.sqlite');
    const damage = (): Promise<void> => writeFile(path, 'not a database '.repeat(500));
    const set = /The ledger was damaged\. It was set aside as .*ledger\.sqlite\.damaged-/;
    await damage();
    for (const command of ['status', 'export']) {
      const { code, stderr } = await desk.shoal(command);
      expect(code).toBe(2);
      expect(stderr).toMatch(/^The ledger is damaged\. It was not touched\./);
    }
    const found = await desk.shoal('doctor');
    expect(found.code).toBe(1);
    expect(found.stdout).toMatch(new RegExp(`✕ ledger +${set.source}`));
    await damage();
    expect((await desk.shoal('decide', 'c1', '--give-up')).stderr).toMatch(set);
    await damage();
    expect((await desk.shoal('run', desk.clips)).stdout).toMatch(set);
    const aside = (await readdir(desk.data)).filter((name) => name.includes('.damaged-'));
    expect(aside).toHaveLength(3);
  });

  test('doctor finds what is wrong and moves no clip', async () => {
    await using desk = await deskWith(['one'], { credits: 0 });
    expect((await desk.shoal('run', desk.clips)).code).toBe(3);
    desk.service.setCredits(42);
    const good = await desk.shoal('doctor');
    expect(good).toMatchObject({ code: 0, stderr: '' });
    expect(good.stdout).toMatch(/✓ ffprobe .*✓ ledger .*✓ host .*✓ token .*42 credits.*✓ clock/s);
    const before = desk.service.stats().creates.received;

    const doctor = (url: string, token = canary) =>
      shoal(['doctor', '--data-dir', desk.data, '--api-url', url], { env: { FISHSPEECH_API_TOKEN: token } });
    const wrong = await doctor(desk.url, 'wrong');
    expect(wrong.code).toBe(1);
    expect(wrong.stdout).toContain('✕ token    The token was refused (401).');
    expect((await doctor(desk.url, '')).stdout).toContain('✕ token    No token is set.');

    await using html = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html', date: new Date(Date.now() - 3_600_000).toUTCString() });
      response.end('<html>Welcome</html>');
    });
    const strange = await doctor(html.url);
    expect(strange.stdout).toMatch(/✕ service {2}The answer of the service could not be understood/);
    expect(strange.stdout).toMatch(/✕ clock {4}This computer’s clock is 3\d\d\d s from the service’s/);
    const { url } = html;
    await html[Symbol.asyncDispose]();
    const down = await doctor(url);
    expect(down.stdout).toContain('✕ service  The service cannot be reached (the connection was refused)');
    expect(down.code).toBe(1);
    expect(
      (await shoal(['doctor', '--data-dir', desk.data, '--api-url', desk.url, '--ffprobe', '/no/ffprobe'])).stdout,
    ).toContain('✕ ffprobe');
    expect(desk.service.stats().creates.received).toBe(before);
  });
});

test('no token and no signature is found anywhere afterwards', async () => {
  await using desk = await deskWith(['one', 'two', 'three'], {
    faults: [
      { on: 'create', nth: 1, do: 'drop-after' },
      { on: 'create', nth: 2, do: 'status', status: 422, message: `bad ${canary} https://x.example/a?signature=abc` },
    ],
  });
  // Stopped by force at the end, so that the write-ahead log is still there to be searched.
  const running = desk.start('run', desk.clips, '--json', '--concurrency', '1');
  await running.says('"to":"done"');
  running.process.kill('SIGKILL');
  const outputs = [await running.ended, await desk.shoal('resume'), await desk.shoal('status', '--json')];
  outputs.push(await desk.shoal('export'), await desk.shoal('doctor'), await desk.shoal('run', desk.clips));
  const journal = await readFile(join(desk.folder, 'service', 'journal.jsonl'), 'utf8');
  const signatures = [...journal.matchAll(/"(?:video|audio)Url":"([^"]+)"/g)].flatMap(([, url = '']) =>
    [...new URL(url).searchParams]
      .flatMap(([name, value]) => (name === 'nonce' ? [] : [value]))
      .concat(new URL(url).pathname.split('/'))
      .filter((part) => part.length >= 40),
  );
  expect(signatures.length).toBeGreaterThan(0);

  const searched: [name: string, bytes: Buffer][] = outputs.map(({ stdout, stderr }, index) => [
    `output ${index}`,
    Buffer.from(stdout + stderr),
  ]);
  for (const top of [desk.data, desk.results]) {
    for (const entry of await readdir(top, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile()) searched.push([path, await readFile(path)]);
    }
  }
  expect(searched.some(([name]) => name.endsWith('ledger.sqlite'))).toBe(true);
  for (const [name, bytes] of searched) {
    for (const secret of [canary, ...signatures])
      expect({ name, found: bytes.includes(secret) }).toEqual({ name, found: false });
  }
});
