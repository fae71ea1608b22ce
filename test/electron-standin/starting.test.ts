import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { takeLock } from '../../src/main/ledger/lock.ts';
import { practiceFolder } from '../../src/main/session/data-folder.ts';
import { commands } from './control-commands.ts';
import { dataFolderOf } from './driver/environment.ts';
import { startStandIn, type StandInDesktop } from './driver/standin.ts';

let home = '';
let data = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'shoal-starting-'));
  data = dataFolderOf(home);
  await mkdir(data, { recursive: true });
  onTestFinished(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));
});

/** Starts; the person thinks before they press these buttons, one in each dialog that comes. */
async function start(
  buttons: readonly number[] = [],
  environment: Record<string, string> = {},
): Promise<StandInDesktop> {
  const desktop = await startStandIn({ home, environment: { STANDIN_PERSON: 'thinks', ...environment } });
  onTestFinished(() => desktop.kill());
  for (const button of buttons) await desktop.answerMessageBox(button);
  return desktop;
}
const boxes = (desktop: StandInDesktop): unknown[] => desktop.noted('dialog.showMessageBox').flat();

describe('what keeps the program from starting', () => {
  it('is said: the command line works with the ledger. Who gives up ends it', async () => {
    const lock = takeLock(join(data, 'ledger.sqlite'), 'shoal run', Date.now());
    if ('holder' in lock) throw new Error('it was taken already');
    onTestFinished(() => lock.release());
    const [again, quit] = [0, 1];
    const desktop = await start([again, quit]);
    expect(await desktop.ended).toBe(0);
    const message = 'Another Shoal is working with this ledger (shoal run, process';
    const box = { type: 'error', buttons: ['Try again', 'Quit Shoal'] };
    expect(boxes(desktop)).toMatchObject([box, box]);
    expect(JSON.stringify(boxes(desktop))).toContain(message);
    expect(desktop.noted('dialog.showErrorBox')).toEqual([]);
  });

  it('is said in Chinese where that is the system’s language: the data folder is none', async () => {
    await rm(data, { recursive: true });
    await writeFile(data, 'a file');
    const desktop = await start([1], { STANDIN_LOCALE: 'zh-CN' });
    expect(await desktop.ended).toBe(0);
    const [box] = boxes(desktop);
    expect(box).toMatchObject({ title: 'Shoal 无法启动', buttons: ['重试', '退出 Shoal'] });
    expect(JSON.stringify(box)).toMatch(/"message":"[^"]*账本[^"]*","detail":"\p{Script=Han}/u);
  });

  it('does not hold who practised last: the way to the real service is open', async () => {
    await writeFile(join(data, 'desktop.json'), JSON.stringify({ practice: true, window: null }));
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const address = other.address();
    await mkdir(practiceFolder(data), { recursive: true });
    await writeFile(join(practiceFolder(data), 'port'), String(typeof address === 'object' ? address?.port : 0));
    const useReal = 1;
    const desktop = await start([useReal]);
    const page = await desktop.page();
    await page.getByRole('button', { name: 'Look around first' }).waitFor();
    expect(boxes(desktop)).toMatchObject([{ buttons: ['Try again', 'Use the real service', 'Quit Shoal'] }]);
    expect(await desktop.quit()).toBe(0);
  });
});

describe('a bug', () => {
  it('that nobody handles is kept and said, and ends the program', async () => {
    const desktop = await start();
    await desktop.page();
    await desktop.ask(commands.throwLater, 'a bug in /some/where?signature=abc');
    expect(await desktop.ended).toBe(1);
    expect(desktop.noted('dialog.showErrorBox')).toEqual([
      ['Shoal met an error of its own and has to end', expect.stringMatching(/^a bug in [^]*Nothing is lost/)],
    ]);
    expect(JSON.stringify(desktop.noted('dialog.showErrorBox'))).not.toContain('abc');
    expect(await readFile(join(data, 'logs/faults.log'), 'utf8')).toContain('a bug in');
  });

  it('in a promise that nobody waits for is kept, and the program goes on', async () => {
    const desktop = await start();
    await desktop.page();
    await desktop.ask(commands.rejectLater, 'a promise of nobody’s');
    const faults = (): Promise<string> => readFile(join(data, 'logs/faults.log'), 'utf8').catch(() => '');
    await expect.poll(faults, { timeout: 30_000 }).toContain('a promise of nobody’s');
    expect(await desktop.quit()).toBe(0);
  });
});
