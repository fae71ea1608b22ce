import { createRouterClient, implement } from '@orpc/server';
import type { Change } from '../../src/shared/contract/changes.ts';
import type { ClipRow, Selection } from '../../src/shared/contract/clip.ts';
import { contract } from '../../src/shared/contract/contract.ts';
import type { IntakeStep } from '../../src/shared/contract/intake.ts';
import type { Client } from '../../src/shared/contract/link.ts';
import { problem } from '../../src/shared/problems.ts';
import { changeSheet, createSheet, pairFiles, takeApart, undoStep, type Sheet } from './window-intake.ts';
import { storageSteps } from '../../src/shared/storage.ts';
import { priceRules } from '../../src/shared/pricing.ts';
import { costOf, countAll, filtersOf, settle, type World } from './window-world.ts';
import { decisionOf, detailOf } from './window-details.ts';

/** The engine, played by a ledger in memory: what the window asks is checked against the contract on both sides. */
export interface FakeEngine {
  client: Client;
  world: World;
  /** Changes the world and tells the window of it. */
  change: (make: (world: World) => void) => void;
  /** Gives one clip other facts and tells of it as the feed would: that one row, nothing else. */
  changeClip: (id: string, facts: Partial<ClipRow>) => void;
  /** Tells every window to begin again, as after a gap. */
  reset: () => void;
  /** The names of what was asked, in order, such as `clip.cancel`. */
  asked: string[];
}

export function createFakeEngine(world: World): FakeEngine {
  const streams = new Set<(change: Change) => void>();
  const asked: string[] = [];
  let revision = 0;
  const tell = (change: Change): void => {
    revision++;
    for (const push of streams) push(change);
  };
  const change = (make: (world: World) => void): void => {
    make(world);
    settle(world);
    tell({
      kind: 'changes',
      rows: world.clips.slice(0, 500),
      reordered: true,
      batches: world.batches,
      app: world.app,
      intake: world.intake,
    });
  };
  const changeClip = (id: string, facts: Partial<ClipRow>): void => {
    world.clips = world.clips.map((clip) => (clip.id === id ? { ...clip, ...facts } : clip));
    const row = world.clips.find((clip) => clip.id === id);
    if (row !== undefined) tell({ kind: 'changes', rows: [row], reordered: false, batches: [] });
  };

  const sheetStep = (step: IntakeStep, make: (sheet: Sheet) => void): void =>
    change(({ sheet }) => changeSheet(sheet, step, () => make(sheet)));

  const os = implement(contract).use(({ path, next }) => {
    asked.push(path.join('.'));
    return next();
  });

  const selected = (selection: Selection): ClipRow[] => {
    if (selection.kind === 'clips') return world.clips.filter(({ id }) => selection.ids.includes(id));
    const { filter, batchId, search } = selection;
    return world.clips.filter(
      (clip) =>
        filtersOf(clip).includes(filter) &&
        (batchId === null || clip.batchId === batchId) &&
        clip.name.toLowerCase().includes(search.toLowerCase()),
    );
  };
  const able = (selection: Selection, action: ClipRow['actions'][number]): ClipRow[] =>
    selected(selection).filter(({ actions }) => actions.includes(action));
  const setClips = (clips: readonly ClipRow[], facts: Partial<ClipRow>): void => {
    const ids = new Set(clips.map(({ id }) => id));
    change((it) => {
      it.clips = it.clips.map((clip) => (ids.has(clip.id) ? { ...clip, ...facts } : clip));
    });
  };

  const router = os.router({
    app: {
      snapshot: os.app.snapshot.handler(() => ({ revision: `fake:${revision}`, app: world.app })),
      supportBundle: os.app.supportBundle.handler(() => ({ fileName: 'shoal-diagnostics.txt', text: 'Shoal' })),
      practise: os.app.practise.handler(({ input }) => {
        change((it) => {
          it.app = { ...it.app, practice: input.practice, preferences: { ...it.app.preferences, welcomed: true } };
        });
      }),
    },
    account: {
      check: os.account.check.handler(() => world.app.account),
      understood: os.account.understood.handler(({ input }) => {
        change((it) => {
          const warnings = it.app.account.warnings.filter((cause) => cause !== input.cause);
          it.app = { ...it.app, account: { ...it.app.account, warnings } };
        });
      }),
      connect: os.account.connect.handler(({ input, errors }) => {
        if (input.token.includes('bad')) throw errors.PROBLEM({ data: problem('service.token') });
        change((it) => {
          it.app = {
            ...it.app,
            account: {
              state: 'connected',
              problem: null,
              balance: { at: it.now, credits: 1200, quota: 5000, tier: 'pro' },
              warnings: [],
              token: { from: 'keychain', problem: null },
            },
          };
        });
        return world.app.account;
      }),
      forgetToken: os.account.forgetToken.handler(() => {
        change((it) => {
          const token = { from: 'none' as const, problem: null };
          it.app = { ...it.app, account: { ...it.app.account, state: 'none', token } };
        });
        return world.app.account;
      }),
    },
    settings: {
      get: os.settings.get.handler(() => world.app),
      set: os.settings.set.handler(({ input }) => {
        change((it) => {
          it.app = {
            ...it.app,
            settings: { ...it.app.settings, ...definedOf(input.settings ?? {}) },
            preferences: { ...it.app.preferences, ...definedOf(input.preferences ?? {}) },
          };
        });
      }),
    },
    hosting: {
      useStorage: os.hosting.useStorage.handler(({ input }) => {
        change((it) => {
          it.app = {
            ...it.app,
            settings: { ...it.app.settings, host: 's3', storage: input.storage },
            hosting: { ...it.app.hosting, ready: true, secret: { from: 'keychain', problem: null } },
          };
        });
        return world.app.hosting;
      }),
      forgetSecret: os.hosting.forgetSecret.handler(() => {
        change((it) => {
          const secret = { from: 'none' as const, problem: null };
          it.app = { ...it.app, hosting: { ...it.app.hosting, ready: false, secret } };
        });
        return world.app.hosting;
      }),
      test: os.hosting.test.handler(() => ({
        findings: [...storageSteps].map((step) => ({
          step,
          problem:
            step === 'list'
              ? problem('host.denied', { right: 's3:ListBucket' })
              : step === 'clock'
                ? problem('host.clock', { seconds: 94 })
                : null,
        })),
      })),
      stored: os.hosting.stored.handler(() => world.stored),
      purge: os.hosting.purge.handler(() => {
        const deleted = world.stored.unneeded;
        change((it) => {
          const largest = it.stored.largest.filter(({ needed }) => needed);
          it.stored = { ...it.stored, objects: largest.length, unneeded: 0, unneededSize: 0, largest };
        });
        return { deleted };
      }),
    },
    queue: {
      page: os.queue.page.handler(({ input }) => {
        const { offset, limit, filter, search, batchId, sort, descending } = input;
        const searched = selected({ kind: 'filter', filter: 'all', batchId, search });
        const groups = world.batches
          .map((batch) => {
            const clips = searched.filter((clip) => clip.batchId === batch.id && filtersOf(clip).includes(filter));
            if (sort === 'name') clips.sort((one, other) => one.name.localeCompare(other.name));
            if (sort === 'language') {
              clips.sort((one, other) => (one.language ?? '').localeCompare(other.language ?? ''));
            }
            return { batch, clips: descending ? clips.toReversed() : clips };
          })
          .filter(({ clips }) => clips.length > 0);
        return {
          revision: `fake:${revision}`,
          counts: countAll(searched),
          groups: groups.map(({ batch, clips }) => ({ batch, clips: clips.length })),
          offset,
          rows: groups.flatMap(({ clips }) => clips).slice(offset, offset + limit),
        };
      }),
      changes: os.queue.changes.handler(async function* ({ signal }) {
        const waiting: Change[] = [];
        let wake: () => void = () => undefined;
        const push = (told: Change): void => {
          waiting.push(told);
          wake();
        };
        streams.add(push);
        signal?.addEventListener('abort', () => wake());
        try {
          while (signal?.aborted !== true) {
            const told = waiting.shift();
            if (told !== undefined) yield told;
            else await new Promise<void>((resolve) => (wake = resolve));
          }
        } finally {
          streams.delete(push);
        }
      }),
      pause: os.queue.pause.handler(() => {
        change((it) => {
          const hold = {
            kind: 'user' as const,
            batchId: null,
            since: it.now,
            stops: ['host' as const, 'submit' as const],
            problem: null,
          };
          it.app = { ...it.app, holds: [...it.app.holds, hold] };
        });
      }),
      resume: os.queue.resume.handler(() => {
        change((it) => {
          const holds = it.app.holds.filter(({ kind, batchId }) => kind !== 'user' || batchId !== null);
          it.app = { ...it.app, holds };
        });
      }),
      setConcurrency: os.queue.setConcurrency.handler(({ input }) => {
        change((it) => {
          it.app = { ...it.app, settings: { ...it.app.settings, concurrency: input.concurrency } };
        });
      }),
      clearEnded: os.queue.clearEnded.handler(() => undefined),
    },
    hold: {
      end: os.hold.end.handler(({ input }) => {
        change((it) => {
          it.app = {
            ...it.app,
            holds: it.app.holds.filter(({ kind, batchId }) => kind !== input.kind || batchId !== input.batchId),
          };
        });
      }),
    },
    clip: {
      get: os.clip.get.handler(({ input, errors }) => {
        const detail = detailOf(world, input.id);
        if (detail === null) throw errors.PROBLEM({ data: problem('request.no-job', { id: input.id }) });
        return detail;
      }),
      fetchAgain: os.clip.fetchAgain.handler(({ input }) => void world.lost.delete(input.id)),
      select: os.clip.select.handler(({ input }) => {
        const retryable = able(input, 'retry').map((clip): ClipRow => ({ ...clip, state: 'ready' }));
        return {
          clips: selected(input).length,
          cancelable: able(input, 'cancel').length,
          movable: able(input, 'move').length,
          recheckable: able(input, 'recheck').length,
          retry: costOf(retryable),
        };
      }),
      cancel: os.clip.cancel.handler(({ input }) => {
        const clips = able(input, 'cancel');
        setClips(clips, { state: 'canceled', step: null, endedAtStep: 'host', actions: ['retry'] });
        return { canceled: clips.length };
      }),
      retry: os.clip.retry.handler(({ input }) => {
        const clips = able(input.selection, 'retry');
        change((it) => {
          for (const old of clips) {
            it.clips.push({
              ...old,
              id: `${old.id}-again`,
              state: 'ready',
              step: 'host',
              endedAtStep: null,
              problem: null,
              creditsUsed: null,
              beganAt: null,
              endedAt: null,
              retryOf: old.id,
              actions: ['cancel', 'move'],
            });
          }
          const ids = new Set(clips.map(({ id }) => id));
          it.clips = it.clips.map((clip) =>
            ids.has(clip.id) ? { ...clip, retriedBy: `${clip.id}-again`, actions: [] } : clip,
          );
        });
        return { retried: clips.length };
      }),
      recheck: os.clip.recheck.handler(({ input }) => {
        const clips = able(input, 'recheck');
        setClips(clips, { state: 'checking', step: 'check', endedAtStep: null, problem: null, actions: ['cancel'] });
        return { rechecked: clips.length };
      }),
      revealResult: os.clip.revealResult.handler(() => undefined),
      replaceMedia: os.clip.replaceMedia.handler(({ input }) => {
        const clips = world.clips.filter(({ id }) => id === input.id);
        setClips(clips, { state: 'checking', step: 'check', endedAtStep: null, problem: null, actions: ['cancel'] });
      }),
      move: os.clip.move.handler(({ input }) => ({ moved: able(input.selection, 'move').length })),
    },
    decision: {
      get: os.decision.get.handler(({ input, errors }) => {
        const decision = decisionOf(world, input.clipId);
        if (decision === null) throw errors.PROBLEM({ data: problem('request.no-job', { id: input.clipId }) });
        return decision;
      }),
      lookAgain: os.decision.lookAgain.handler(() => undefined),
      decide: os.decision.decide.handler(({ input }) => {
        const clips = world.clips.filter(({ id }) => id === input.clipId);
        const { decision } = input;
        if (decision.kind === 'adopt') {
          setClips(clips, { state: 'accepted', step: 'process', problem: null, actions: [] });
        } else if (decision.kind === 'submit-again') {
          setClips(clips, { state: 'ready', step: 'host', problem: null, actions: ['cancel', 'move'] });
        } else {
          setClips(clips, { state: 'canceled', step: null, endedAtStep: 'submit', actions: ['retry'] });
        }
      }),
    },
    batch: {
      list: os.batch.list.handler(({ input }) => ({
        total: world.batches.length,
        batches: world.batches.toReversed().slice(input.offset, input.offset + input.limit),
      })),
      get: os.batch.get.handler(({ input, errors }) => {
        const row = world.batches.find(({ id }) => id === input.id);
        if (row === undefined) throw errors.PROBLEM({ data: problem('request.no-batch', { id: input.id }) });
        const clips = world.clips.filter(({ batchId }) => batchId === row.id);
        const failed = clips.filter(({ state }) => state === 'failed' || state === 'rejected');
        const [startBalance = null, endBalance = null] = world.history;
        return {
          row,
          startBalance,
          endBalance: row.endedAt === null ? null : endBalance,
          failures: failed.map((clip) => ({ problem: clip.problem, clips: 1 })),
        };
      }),
      pause: os.batch.pause.handler(({ input }) => {
        change((it) => {
          it.batches = it.batches.map((batch) => (batch.id === input.id ? { ...batch, pausedAt: it.now } : batch));
        });
      }),
      resume: os.batch.resume.handler(({ input }) => {
        change((it) => {
          it.batches = it.batches.map((batch) => (batch.id === input.id ? { ...batch, pausedAt: null } : batch));
          it.app = { ...it.app, holds: it.app.holds.filter(({ batchId }) => batchId !== input.id) };
        });
      }),
      setBudget: os.batch.setBudget.handler(({ input }) => {
        change((it) => {
          it.batches = it.batches.map((batch) => (batch.id === input.id ? { ...batch, budget: input.budget } : batch));
          const holds = it.app.holds.filter(({ kind, batchId }) => kind !== 'budget' || batchId !== input.id);
          it.app = { ...it.app, holds };
        });
      }),
      openFolder: os.batch.openFolder.handler(() => undefined),
      receipt: os.batch.receipt.handler(({ input }) => ({ fileName: `receipt.${input.format}`, text: '' })),
    },
    credits: {
      get: os.credits.get.handler(() => ({
        account: world.app.account,
        needs: world.app.header.needs,
        price: world.app.header.price,
        bills: world.app.header.price?.samples ?? 0,
        rules: (world.app.header.price === null ? [] : priceRules).map((rule, index) => ({
          rule,
          fits: [65, 40, 37, 31, 4][index] ?? 0,
          samples: 65,
        })),
        unconfirmed: world.app.header.counts['needs-you'],
        history: world.history,
        elsewhere: world.app.header.elsewhere?.credits ?? 0,
        departures: world.departures,
      })),
      usage: os.credits.usage.handler(({ input }) => ({ groups: input.by === 'day' ? world.usage : [] })),
      usageOfClips: os.credits.usageOfClips.handler(() => ({ clips: [] })),
      usageCsv: os.credits.usageCsv.handler(({ input }) => ({ fileName: `by-${input.by}.csv`, text: '' })),
    },
    intake: {
      get: os.intake.get.handler(() => world.intake),
      clips: os.intake.clips.handler(({ input }) => ({
        revision: world.intake.revision,
        total: world.sheet.clips.length,
        clips: world.sheet.clips.slice(input.offset, input.offset + input.limit),
      })),
      unpaired: os.intake.unpaired.handler(({ input }) => ({
        revision: world.intake.revision,
        total: world.sheet.unpaired.length,
        files: world.sheet.unpaired.slice(input.offset, input.offset + input.limit),
      })),
      add: os.intake.add.handler(({ input }) => {
        if (input.paths.some((path) => path.includes('nowhere'))) {
          return { files: 0, leftOut: 0, problems: [problem('intake.missing', { path: input.paths.join(', ') })] };
        }
        change((it) => (it.sheet = createSheet('intake', it.now)));
        return { files: 62, leftOut: 1, problems: [] };
      }),
      addSamples: os.intake.addSamples.handler(() => {
        change((it) => (it.sheet = createSheet('intake-one', it.now)));
        return { files: 2, leftOut: 0, problems: [] };
      }),
      files: os.intake.files.handler(({ input: { kind, search, offset, limit } }) => {
        const { clips, unpaired } = world.sheet;
        const all = new Map(
          [...clips.flatMap(({ video, audio }) => [video, audio]), ...unpaired.map(({ file }) => file)].map((file) => [
            file.id,
            file,
          ]),
        );
        const words = search.toLowerCase().split(/\s+/);
        const files = [...all.values()].filter(
          (file) =>
            file.kind === kind && words.every((word) => `${file.folder}/${file.name}`.toLowerCase().includes(word)),
        );
        return { revision: world.intake.revision, total: files.length, files: files.slice(offset, offset + limit) };
      }),
      beginDrop: os.intake.beginDrop.handler(() => ({ drop: 'drop-1' })),
      finishDrop: os.intake.finishDrop.handler(() => ({ files: 0, leftOut: 0, problems: [] })),
      announceUploads: os.intake.announceUploads.handler(({ input }) => ({
        ids: input.files.map(({ name }, index) => (/\.(mp4|wav)$/.test(name) ? `upload-${index}` : null)),
      })),
      pair: os.intake.pair.handler(({ input }) =>
        sheetStep('pair', (sheet) => pairFiles(sheet, input.videos, input.audios)),
      ),
      unpair: os.intake.unpair.handler(({ input }) => sheetStep('unpair', (sheet) => takeApart(sheet, input.clips))),
      setLanguage: os.intake.setLanguage.handler(({ input, errors }) => {
        if (input.language?.includes('?') === true)
          throw errors.PROBLEM({ data: problem('intake.nothing', { path: input.language }) });
        sheetStep('language', (sheet) => {
          sheet.clips = sheet.clips.map((clip) =>
            input.clips.includes(clip.id) ? { ...clip, language: input.language } : clip,
          );
        });
      }),
      rename: os.intake.rename.handler(({ input }) =>
        sheetStep('rename', (sheet) => {
          sheet.clips = sheet.clips.map((clip) => (clip.id === input.clip ? { ...clip, name: input.name } : clip));
        }),
      ),
      setAgain: os.intake.setAgain.handler(({ input }) =>
        sheetStep('again', (sheet) => {
          sheet.clips = sheet.clips.map((clip) =>
            input.clips.includes(clip.id) ? { ...clip, again: input.again } : clip,
          );
        }),
      ),
      remove: os.intake.remove.handler(({ input }) =>
        sheetStep('remove', (sheet) => {
          sheet.clips = sheet.clips.filter(
            ({ id, video, audio }) =>
              !input.clips.includes(id) && !input.files.includes(video.id) && !input.files.includes(audio.id),
          );
          sheet.unpaired = sheet.unpaired.filter(({ file }) => !input.files.includes(file.id));
        }),
      ),
      undo: os.intake.undo.handler(() => change((it) => undoStep(it.sheet))),
      clear: os.intake.clear.handler(() =>
        sheetStep('clear', (sheet) => {
          sheet.clips = [];
          sheet.unpaired = [];
        }),
      ),
      setBatch: os.intake.setBatch.handler(({ input }) => {
        change(({ sheet }) => {
          const { name, resultsFolder, budget } = input;
          sheet.about = {
            batchName: name ?? sheet.about.batchName,
            resultsFolder: resultsFolder ?? sheet.about.resultsFolder,
            budget: budget === undefined ? sheet.about.budget : budget,
          };
        });
      }),
      start: os.intake.start.handler(({ input }) => {
        const started = world.sheet.clips.filter(({ id }) => input.clips?.includes(id) ?? true);
        change(({ sheet }) => {
          sheet.clips = sheet.clips.filter((clip) => !started.includes(clip));
          sheet.before = [];
        });
        return { batchId: 'started', clips: started.length };
      }),
    },
  });

  return {
    client: createRouterClient(router),
    world,
    change,
    changeClip,
    asked,
    reset: () => tell({ kind: 'reset' }),
  };
}

type Defined<Object> = { [Key in keyof Object]?: Exclude<Object[Key], undefined> };

/** Without the keys that are there and undefined. */
function definedOf<Object extends object>(object: Object): Defined<Object> {
  const kept: Defined<Object> = {};
  for (const key in object) if (object[key] !== undefined) Object.assign(kept, { [key]: object[key] });
  return kept;
}
