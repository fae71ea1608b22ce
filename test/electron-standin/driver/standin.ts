import { fork, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { commands, fromChildSchema, type Command, type FromChild, type ToChild } from '../control-commands.ts';
import { vi } from 'vitest';
import type { Entry } from '../journal.ts';
import { dropFiles, type Asked, type Desktop, type StartOptions } from './desktop.ts';
import { environmentOf } from './environment.ts';

const register = new URL('../register.ts', import.meta.url).href;
const built = fileURLToPath(new URL('../../../out/main/index.js', import.meta.url));
/** Longer than any step of a scenario may take, in milliseconds. */
const patience = 30_000;

/** A desktop program over the stand-in, and what only the stand-in can be asked. */
export interface StandInDesktop extends Desktop {
  /** The arguments of every call so far that the stand-in notes, of Electron's or its own. */
  noted: (call: string) => unknown[][];
  ask: <Takes, Gives>(command: Command<Takes, Gives>, takes: Takes) => Promise<Gives>;
  /** The exit code, once it has ended by itself. */
  ended: Promise<number | null>;
  [Symbol.asyncDispose]: () => Promise<void>;
}

export interface StandInOptions extends StartOptions {
  /** The main process's first file, when not what was built here. */
  main?: string;
}

/** Starts the built program over the stand-in. It is ready when its window is asked for. */
export async function startStandIn(options: StandInOptions): Promise<StandInDesktop> {
  const program = new Program(options);
  await program.connect();
  const noted = (call: string): unknown[][] =>
    program.entries.filter((entry) => entry.call === call).map((entry) => entry.args);
  return {
    noted,
    page: () => program.page(),
    windows: () => program.ask(commands.windows, null),
    minimize: () => done(program.ask(commands.actOnWindow, 'minimize')),
    closeWindow: () => done(program.ask(commands.actOnWindow, 'close')),
    asked: (call) => Promise.resolve(noted(call)),
    waitForAsked: (call, containing) => program.waitFor(call, containing),
    answerOpenDialog: (paths) => done(program.ask(commands.answerOpenDialog, paths)),
    answerMessageBox: (button) => done(program.ask(commands.answerMessageBox, button)),
    drop: dropFiles,
    menu: (which) => program.ask(commands.menu, which),
    choose: (menu, ...labels) => done(program.ask(commands.choose, { menu, labels })),
    clickNotification: (text) => done(program.ask(commands.clickNotification, text)),
    power: (event) => done(program.ask(commands.power, event)),
    async startSecond(...paths) {
      const second = startProgram({ ...options, paths });
      await once(second, 'exit');
      return second.exitCode;
    },
    async quit() {
      await program.ask(commands.quit, null);
      return program.ended;
    },
    kill: () => program.kill(),
    complaints: () => program.complaints,
    ended: program.ended,
    ask: (command, takes) => program.ask(command, takes),
    [Symbol.asyncDispose]: () => program.kill(),
  };
}

function startProgram(options: StandInOptions): ChildProcess {
  return fork(options.main ?? built, [...(options.paths ?? [])], {
    execArgv: ['--import', register],
    env: environmentOf(options),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}

/** The process of one start, and the browser that is its screen. */
class Program {
  readonly entries: Entry[] = [];
  readonly complaints: string[] = [];
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcess;
  readonly #news = new EventEmitter<{ said: [FromChild] }>();
  #browser: Browser | null = null;
  #count = 0;

  constructor(options: StandInOptions) {
    this.#child = startProgram(options);
    this.#news.setMaxListeners(0);
    this.ended = once(this.#child, 'exit').then(() => this.#child.exitCode);
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => this.complaints.push(text));
    this.#child.on('message', (message) => {
      const said = fromChildSchema.parse(message);
      if ('noted' in said) this.entries.push(said.noted);
      this.#news.emit('said', said);
    });
  }

  async connect(): Promise<void> {
    const { endpoint } = await this.#hear((said) => ('endpoint' in said ? said : null));
    this.#browser = await chromium.connectOverCDP(endpoint);
  }

  async page(): Promise<Page> {
    await this.waitFor('window.focus');
    const find = (): Page => {
      const page = this.#pages().find((each) => each.url() !== 'about:blank');
      if (page === undefined) throw new Error('A window was shown without a page.');
      return page;
    };
    // Playwright hears of it a little later than the stand-in.
    const page = await vi.waitFor(find, { timeout: patience });
    page.setDefaultTimeout(patience);
    return page;
  }

  waitFor(call: Asked | 'window.focus', containing = ''): Promise<unknown[]> {
    const fits = (entry: Entry): boolean => entry.call === call && JSON.stringify(entry.args).includes(containing);
    const found = this.entries.find(fits);
    if (found !== undefined) return Promise.resolve(found.args);
    return this.#hear((said) => ('noted' in said && fits(said.noted) ? said.noted.args : null));
  }

  async ask<Takes, Gives>({ name, gives }: Command<Takes, Gives>, takes: Takes): Promise<Gives> {
    const id = ++this.#count;
    const answer = this.#hear((said) => ('id' in said && said.id === id ? said : null));
    this.#child.send({ id, name, takes } satisfies ToChild);
    const said = await answer;
    if ('error' in said) throw new Error(said.error);
    return gives.parse(said.gives);
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
    // A real Electron's windows die with it. This Chromium would stay, or ended in order already.
    const session = await this.#browser?.newBrowserCDPSession().catch(() => null);
    await session?.send('Browser.close').catch(() => undefined);
    await this.#browser?.close();
    this.#browser = null;
  }

  #pages(): Page[] {
    return this.#browser?.contexts().flatMap((context) => context.pages()) ?? [];
  }

  /** The first of what the process says from now on that `pick` takes; fails when the process ends before. */
  #hear<Picked>(pick: (said: FromChild) => Picked | null): Promise<Picked> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        this.#news.off('said', hear);
      };
      const hear = (said: FromChild): void => {
        const picked = pick(said);
        if (picked === null) return;
        stop();
        resolve(picked);
      };
      const fail = (why: string): void => {
        stop();
        reject(new Error(`${why}:\n${this.complaints.join('')}\n${JSON.stringify(this.entries)}`));
      };
      const timer = setTimeout(() => fail('The program did not say this in time'), patience);
      this.#news.on('said', hear);
      void this.ended.then(() => fail('The program ended'));
    });
  }
}

async function done(asked: Promise<null>): Promise<void> {
  await asked;
}
