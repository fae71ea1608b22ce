import { createRouterClient, implement } from '@orpc/server';
import type { Change } from '../../src/shared/contract/changes.ts';
import type { ClipRow, Selection } from '../../src/shared/contract/clip.ts';
import { contract } from '../../src/shared/contract/contract.ts';
import type { Client } from '../../src/shared/contract/link.ts';
import { problem } from '../../src/shared/problems.ts';
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
    tell({ kind: 'changes', rows: world.clips.slice(0, 500), reordered: true, batches: world.batches, app: world.app });
  };
  const changeClip = (id: string, facts: Partial<ClipRow>): void => {
    world.clips = world.clips.map((clip) => (clip.id === id ? { ...clip, ...facts } : clip));
    const row = world.clips.find((clip) => clip.id === id);
    if (row !== undefined) tell({ kind: 'changes', rows: [row], reordered: false, batches: [] });
  };

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
      practise: os.app.practise.handler(({ input }) => {
        change((it) => {
          it.app = { ...it.app, practice: input.practice, preferences: { ...it.app.preferences, welcomed: true } };
        });
      }),
    },
    account: {
      check: os.account.check.handler(() => world.app.account),
      connect: os.account.connect.handler(({ input, errors }) => {
        if (input.token.includes('bad')) throw errors.PROBLEM({ data: problem('service.token') });
        change((it) => {
          it.app = {
            ...it.app,
            account: {
              state: 'connected',
              problem: null,
              balance: { at: it.now, credits: 1200, quota: 5000, tier: 'pro' },
            },
          };
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
            if (sort === 'state') clips.sort((one, other) => one.state.localeCompare(other.state));
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
          it.app = { ...it.app, holds: [] };
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
        const clips = able(input, 'retry');
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
        return { row, startBalance: null, endBalance: null, secondsDone: 0, failures: [] };
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
      receipt: os.batch.receipt.handler(({ input }) => ({ fileName: `receipt.${input.format}`, text: '' })),
    },
    credits: {
      get: os.credits.get.handler(() => ({
        account: world.app.account,
        needs: world.app.header.needs,
        price: world.app.header.price,
        unconfirmed: world.app.header.counts['needs-you'],
        history: [],
      })),
    },
    // The intake is played by whoever builds its screen.
    intake: {
      get: os.intake.get.handler(() => world.intake),
      clips: os.intake.clips.handler(() => ({ revision: world.intake.revision, total: 0, clips: [] })),
      unpaired: os.intake.unpaired.handler(() => ({ revision: world.intake.revision, total: 0, files: [] })),
      add: os.intake.add.handler(() => ({ files: 0, leftOut: 0, problems: [] })),
      addSamples: os.intake.addSamples.handler(() => ({ files: 0, leftOut: 0, problems: [] })),
      announceUploads: os.intake.announceUploads.handler(({ input }) => ({
        ids: input.files.map((_, index) => `upload-${index}`),
      })),
      pair: os.intake.pair.handler(() => undefined),
      unpair: os.intake.unpair.handler(() => undefined),
      setLanguage: os.intake.setLanguage.handler(() => undefined),
      rename: os.intake.rename.handler(() => undefined),
      setAgain: os.intake.setAgain.handler(() => undefined),
      remove: os.intake.remove.handler(() => undefined),
      undo: os.intake.undo.handler(() => undefined),
      clear: os.intake.clear.handler(() => undefined),
      setBatch: os.intake.setBatch.handler(() => undefined),
      start: os.intake.start.handler(({ errors }) => {
        throw errors.PROBLEM({ data: problem('intake.nothing', { path: '' }) });
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
