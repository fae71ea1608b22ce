import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { repository, type Ended } from './shoal.ts';

/**
 * What a Linux desktop may have: an unlocked keyring; one that nobody unlocked; one that does not answer; a session bus
 * without a secret service; no session bus.
 */
export type KeyringState = 'unlocked' | 'locked' | 'silent' | 'no service' | 'no bus';

/** GNOME's keyring over a bus of its own, in a throw-away home that outlives each run. */
export interface Keyring {
  /** Runs a program there to its end. `input` is its standard input. */
  run(state: KeyringState, command: readonly string[], options?: RunOptions): Promise<Ended>;
  /** Runs the command line there. */
  shoal(state: KeyringState, args: readonly string[], options?: RunOptions): Promise<Ended>;
  home: string;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface RunOptions {
  input?: string;
  env?: Record<string, string>;
}

const unlock = 'printf "test\\n" | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1';
/** It takes its name on the bus when it is first asked for. */
const ping =
  'dbus-send --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets org.freedesktop.DBus.Peer.Ping >/dev/null';
const keyringProcess =
  'dbus-send --print-reply=literal --dest=org.freedesktop.DBus / org.freedesktop.DBus.GetConnectionUnixProcessID string:org.freedesktop.secrets | grep -o "[0-9]*$"';

const begin: Record<KeyringState, string> = {
  unlocked: unlock,
  locked: 'gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1',
  silent: `${unlock}; ${ping}; keyring=$(${keyringProcess}); kill -STOP $keyring; trap "kill -CONT $keyring" EXIT`,
  'no service': 'true',
  'no bus': 'true',
};

const needed = [
  ['dbus-run-session', 'dbus'],
  ['gnome-keyring-daemon', 'gnome-keyring'],
] as const;

/** Throws, naming the packages, where they are missing: without them nothing of this was tried. */
export async function createKeyring(): Promise<Keyring> {
  const missing = needed.filter(([program]) => spawnSync('which', [program]).status !== 0).map(([, name]) => name);
  if (missing.length > 0)
    throw new Error(`The keychain's tests need: apt-get install libsecret-1-0 ${missing.join(' ')}`);
  const folder = await mkdtemp(join(tmpdir(), 'shoal-keyring-'));
  const home = join(folder, 'home');
  const runtime = join(folder, 'run');
  await mkdir(home);
  await mkdir(runtime, { mode: 0o700 });
  const busAlone = join(folder, 'bus.conf');
  await writeFile(
    busAlone,
    `<busconfig><type>session</type><listen>unix:tmpdir=${runtime}</listen><auth>EXTERNAL</auth>
     <policy context="default"><allow send_destination="*"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`,
  );
  const run: Keyring['run'] = async (state, command, { input = '', env = {} } = {}) => {
    const script = `${begin[state]}; "$@"`;
    const config = state === 'no service' ? ['--config-file', busAlone] : [];
    const session = ['dbus-run-session', ...config, '--', 'bash', '-c', script, 'bash'];
    const [program = '', ...args] = [...(state === 'no bus' ? [] : session), ...command];
    const child = spawn(program, args, {
      cwd: folder,
      env: {
        NODE_COMPILE_CACHE: `${repository}/node_modules/.cache/compile`,
        PATH: process.env['PATH'],
        HOME: home,
        XDG_RUNTIME_DIR: runtime,
        ...env,
      },
    });
    child.stdin.end(input);
    const outputs = Promise.all([text(child.stdout), text(child.stderr)]);
    await once(child, 'close');
    const [stdout, stderr] = await outputs;
    return { code: child.exitCode ?? -1, stdout, stderr };
  };
  return {
    home,
    run,
    shoal: (state, args, options) =>
      run(state, [process.execPath, join(repository, 'bin/shoal.mjs'), ...args], options),
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true, force: true });
    },
  };
}
