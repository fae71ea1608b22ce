import { extractAll, extractFile, getRawHeader, listPackage } from '@electron/asar';
import { FuseState, FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, open, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import packageFile from '../../package.json' with { type: 'json' };
import { outsideOfArchive } from '../../src/main/media/binaries.ts';
import { startStandIn } from '../electron-standin/driver/standin.ts';

const project = join(import.meta.dirname, '../..');
const isBuilt = existsSync(join(project, 'out/main/index.js'));
const run = promisify(execFile);
const megabyte = 1_000_000;

/**
 * What electron-builder takes for an unpacked Electron: a file where its program would be, with the marks by which fuses are
 * found in it. Electron's own cannot be had on the machines that build this.
 */
async function fakeElectron(folder: string): Promise<void> {
  const allOn = Buffer.from('1'.repeat(9));
  const wire = Buffer.concat([Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'), Buffer.from([1, allOn.length]), allOn]);
  await mkdir(join(folder, 'resources'), { recursive: true });
  await writeFile(join(folder, 'version'), packageFile.devDependencies.electron);
  await writeFile(join(folder, 'electron'), Buffer.concat([Buffer.alloc(64), wire, Buffer.alloc(64)]));
  await chmod(join(folder, 'electron'), 0o755);
}

const isProgram = (head: Buffer): boolean =>
  ['7f454c46', '4d5a', 'cffaedfe', 'feedfacf', 'cafebabe'].some((magic) => head.toString('hex').startsWith(magic));

describe.runIf(isBuilt && process.platform === 'linux')('the packaged program (npm run build comes first)', () => {
  let folder = '';
  let archive = '';
  let unpacked = '';
  let inside: string[] = [];
  let outside: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shoal-package-'));
    const electron = join(folder, 'electron');
    await fakeElectron(electron);
    const builder = join(project, 'node_modules/electron-builder/cli.js');
    const options = [
      `-c.electronDist=${electron}`,
      `-c.directories.output=${join(folder, 'dist')}`,
      '--publish',
      'never',
    ];
    await run(process.execPath, [builder, '--dir', '--linux', ...options], { cwd: project });
    const resources = join(folder, 'dist/linux-unpacked/resources');
    archive = join(resources, 'app.asar');
    unpacked = join(resources, 'app.asar.unpacked');
    const names = listPackage(archive, { isPack: false });
    inside = names.map((name) => name.replace(/^[\\/]/, ''));
    const entries = await readdir(unpacked, { recursive: true, withFileTypes: true });
    outside = entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(unpacked, join(entry.parentPath, entry.name)));
    expect((await readdir(resources)).toSorted()).toEqual(['app.asar', 'app.asar.unpacked']);
  }, 300_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('holds the built program, its licences, and no source of anything', () => {
    const here = [
      'out/main/index.js',
      'out/preload/index.cjs',
      'out/renderer/index.html',
      'package.json',
      'resources/tray.png',
      'resources/trayTemplate.png',
      'resources/trayTemplate@2x.png',
      'resources/icon.ico',
      'resources/needs-you.png',
    ];
    for (const name of [...here, 'THIRD-PARTY-NOTICES.md', 'node_modules/keytar/LICENSE.md'])
      expect(inside).toContain(name);
    expect(new Set(inside.map((name) => name.split(/[\\/]/)[0]))).toEqual(
      new Set(['LICENSE', 'THIRD-PARTY-NOTICES.md', 'node_modules', 'out', 'package.json', 'resources']),
    );
    expect(inside.filter((name) => /\.(ts|tsx|mts|cts|map|c|cc|cpp|h|gyp|gypi|sh|ps1)$/.test(name))).toEqual([]);
    const development = Object.keys(packageFile.devDependencies).map((name) => `node_modules/${name}/package.json`);
    expect(inside.filter((name) => development.includes(name))).toEqual([]);
  });

  test('holds native modules and ffmpeg’s programs outside of the archive, for this system only', async () => {
    const native = outside.filter((name) => !/\.(js|json)$|LICENSE/.test(name)).toSorted();
    const system = `${process.platform}-${process.arch}`;
    expect(native).toEqual([
      `node_modules/@ffmpeg-installer/${system}/ffmpeg`,
      `node_modules/@ffprobe-installer/${system}/ffprobe`,
      `node_modules/better-sqlite3/prebuilds/${system}.node`,
      `node_modules/keytar/prebuilds/${system}/keytar.node`,
    ]);
    for (const name of native) {
      const file = await open(join(unpacked, name));
      const { buffer } = await file.read(Buffer.alloc(20), 0, 20, 0);
      await file.close();
      expect([name, isProgram(buffer)]).toEqual([name, true]);
      // By everybody: who uses it need not be who installed it. Native modules are loaded, not run.
      const everybody = name.endsWith('.node') ? 0o444 : 0o555;
      const { mode } = await stat(join(unpacked, name));
      expect([name, (mode & everybody).toString(8)]).toEqual([name, everybody.toString(8)]);
    }
    const packed = inside.filter((name) => !outside.includes(name) && /\.(node|exe|dll|so|dylib)$|^[^.]+$/.test(name));
    const { header } = getRawHeader(archive);
    expect(header.files).toHaveProperty('node_modules');
    const programs = packed.filter((name) => {
      try {
        return isProgram(extractFile(archive, name).subarray(0, 4));
      } catch {
        return false; // a folder
      }
    });
    expect(programs).toEqual([]);
  });

  test('finds ffprobe there, and it runs', async () => {
    const packed = join(archive, `node_modules/@ffprobe-installer/${process.platform}-${process.arch}/ffprobe`);
    const path = outsideOfArchive(packed);
    expect(path.startsWith(unpacked)).toBe(true);
    expect((await run(path, ['-version'])).stdout).toMatch(/^ffprobe version/);
  });

  test('starts: nothing that it needs was left out', async () => {
    const whole = join(folder, 'whole');
    extractAll(archive, whole);
    const home = join(folder, 'home');
    await mkdir(home);
    await using desktop = await startStandIn({ home, main: join(whole, 'out/main/index.js') });
    const page = await desktop.page();
    // Practice has the whole of it at work: ledger, ffmpeg, ffprobe, the page.
    await page.getByRole('button', { name: 'Try the sample clips' }).click();
    await page.getByRole('button', { name: /^Start 3 clips/ }).waitFor();
    expect(await desktop.quit()).toBe(0);
    expect(desktop.complaints()).toEqual([]);
  });

  test('is called Shoal by the system, which finds its windows, its icon and its manifests by one name', () => {
    const known: unknown = JSON.parse(extractFile(archive, 'package.json').toString());
    expect(known).toMatchObject({ productName: 'Shoal', desktopName: 'shoal.desktop' });
    expect(existsSync(join(folder, 'dist/linux-unpacked/shoal'))).toBe(true);
  });

  test('has its fuses set: no Node in disguise, no options from outside, only its own archive', async () => {
    const wire = await getCurrentFuseWire(join(folder, 'dist/linux-unpacked/shoal'));
    expect(wire.version).toBe(FuseVersion.V1);
    const off = [
      FuseV1Options.RunAsNode,
      FuseV1Options.EnableNodeOptionsEnvironmentVariable,
      FuseV1Options.EnableNodeCliInspectArguments,
      FuseV1Options.GrantFileProtocolExtraPrivileges,
    ];
    const on = [
      FuseV1Options.EnableCookieEncryption,
      FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
      FuseV1Options.OnlyLoadAppFromAsar,
    ];
    for (const fuse of off) expect([FuseV1Options[fuse], wire[fuse]]).toEqual([FuseV1Options[fuse], FuseState.DISABLE]);
    for (const fuse of on) expect([FuseV1Options[fuse], wire[fuse]]).toEqual([FuseV1Options[fuse], FuseState.ENABLE]);
  });

  test('is no larger than it has to be', async () => {
    expect((await stat(archive)).size).toBeLessThan(40 * megabyte);
    const sizes = await Promise.all(outside.map(async (name) => (await stat(join(unpacked, name))).size));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(170 * megabyte);
  });

  test('names no place of the machine that built it, and looks for no update', () => {
    const built = inside.filter((name) => /^out\/.*\.(js|cjs|html|css)$/.test(name));
    expect(built.length).toBeGreaterThan(3);
    for (const name of built) expect([name, extractFile(archive, name).includes(project)]).toEqual([name, false]);
    expect(existsSync(join(folder, 'dist/linux-unpacked/resources/app-update.yml'))).toBe(false);
  });
});

test('a path outside of an archive stays as it is', () => {
  for (const path of ['/opt/x/node_modules/a/ffprobe', '/opt/app.asar.unpacked/ffprobe', 'ffprobe'])
    expect(outsideOfArchive(path)).toBe(path);
  expect(outsideOfArchive(String.raw`C:\Shoal\resources\app.asar\node_modules\a\ffprobe.exe`)).toBe(
    String.raw`C:\Shoal\resources\app.asar.unpacked\node_modules\a\ffprobe.exe`,
  );
});

/** The sizes that a container says its pictures have, and those that the pictures (PNG) say themselves. */
describe('the icons', () => {
  test('are there in all sizes, as containers that hold PNGs of the sizes that they say', async () => {
    const read = async (name: string): Promise<Buffer> => {
      const file = await open(join(project, 'resources', name));
      const bytes = await file.readFile();
      await file.close();
      return bytes;
    };
    const width = (png: Buffer): number => {
      expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
      return png.readUInt32BE(16);
    };
    for (const size of [16, 24, 32, 48, 64, 128, 256, 512, 1024])
      expect(width(await read(`icons/${size}x${size}.png`))).toBe(size);
    const ico = await read('icon.ico');
    const entries = Array.from({ length: ico.readUInt16LE(4) }, (_, index) => 6 + 16 * index);
    for (const at of entries) expect(width(ico.subarray(ico.readUInt32LE(at + 12)))).toBe(ico.readUInt8(at) || 256);
    expect(entries).toHaveLength(7);
    const icns = await read('icon.icns');
    expect([icns.subarray(0, 4).toString(), icns.readUInt32BE(4)]).toEqual(['icns', icns.length]);
    const found: [string, number][] = [];
    for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4))
      found.push([icns.subarray(at, at + 4).toString(), width(icns.subarray(at + 8))]);
    expect(Object.fromEntries(found)).toEqual({
      ic11: 32,
      ic12: 64,
      ic07: 128,
      ic13: 256,
      ic08: 256,
      ic14: 512,
      ic09: 512,
      ic10: 1024,
    });
  });
});
