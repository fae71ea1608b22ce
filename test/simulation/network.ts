import { DownloadBroken, type Download, type Exchange, type Transport } from '../../src/main/core/ports.ts';
import type { Chance } from './chance.ts';
import type { Answer, SimulatedService } from './service.ts';
import type { Life, Time } from './time.ts';

/** How bad the network is: the probability of a fault for one create, and for one call of any other kind. */
export interface Weather {
  createFault: number;
  fault: number;
}

const resultBytes = 4_000;
const chunkBytes = 1_000;

type Fault =
  | 'refused'
  | 'request-lost'
  | 'answer-lost'
  | 'late-answer'
  | 'late-arrival'
  | 'cut'
  | 'html'
  | 'nonsense'
  | 'status-before'
  | 'status-after'
  | 'no-id';

const faults: readonly [Fault, ...Fault[]] = [
  'refused',
  'request-lost',
  'answer-lost',
  'late-answer',
  'late-arrival',
  'cut',
  'html',
  'nonsense',
  'status-before',
  'status-after',
  'no-id',
];

/** What was sent, for the invariants: called at the moment the program hands over a create. */
export type OnCreate = (url: string, body: string) => void;

/** The network between one life of the program and the service. */
export function simulatedTransport(options: {
  life: Life;
  time: Time;
  chance: Chance;
  service: SimulatedService;
  weather: Weather;
  /** How long the computer slept altogether. */
  asleepMs: () => number;
  onCreate: OnCreate;
  /** Hears of everything that befalls a call. */
  count: (what: string) => void;
}): Transport {
  const { life, time, chance, service, weather, asleepMs, onCreate, count } = options;

  return {
    look: () => Promise.resolve({ kind: 'failed', failure: 'other' }),
    exchange: (request) =>
      life.while(
        new Promise<Exchange>((resolve) => {
          if (request.method === 'POST') onCreate(request.url, request.body ?? '');
          const fault = chance.happens(request.method === 'POST' ? weather.createFault : weather.fault)
            ? chance.of(faults)
            : null;
          if (fault !== null) count(`${request.method === 'POST' ? 'create' : 'read'}: ${fault}`);
          const isFirstPage = /[?&]page=1(&|$)/.test(request.url);
          let isOver = false;
          const settle = (exchange: Exchange, ms: number, seenAt: number | null = null): void =>
            void time.in(ms, () => {
              if (!isOver && isFirstPage && seenAt !== null && fault === null) service.noteWalk(seenAt);
              isOver = true;
              resolve(exchange);
            });
          request.signal?.addEventListener('abort', () => resolve({ kind: 'lost', failure: 'aborted' }), {
            once: true,
          });
          const arrivesIn = chance.between(5, 300);
          if (fault === 'refused') {
            settle({ kind: 'not-sent', failure: chance.of(['refused', 'dns', 'tls']) }, arrivesIn);
            return;
          }
          // The program stops waiting at its own time, whatever still happens at the other end.
          settle({ kind: 'lost', failure: 'timeout' }, arrivesIn + request.answerTimeoutMs);
          if (fault === 'request-lost') {
            if (chance.happens(0.5)) settle({ kind: 'lost', failure: 'reset' }, arrivesIn * 2);
            return;
          }
          const late = fault === 'late-arrival' ? chance.between(30_000, 800_000) : 0;
          const asleepBefore = asleepMs();
          time.in(arrivesIn + late, () => {
            // No program is left that could send the rest of it when the computer wakes.
            if (life.isOver && asleepMs() !== asleepBefore) return;
            const handled = (): Answer =>
              service.handle(request.method, request.url, request.headers, request.body ?? '');
            const answer = fault === 'status-before' ? strange(chance) : handled();
            const back = fault === 'late-answer' ? chance.between(60_000, 200_000) : chance.between(5, 300);
            const exchange = distort(fault, answer, chance);
            if (exchange !== null) settle(exchange, back, service.now());
            if (request.method === 'POST')
              count(`create: answered ${exchange?.kind === 'answer' ? exchange.status : 'nothing'}`);
          });
        }),
      ),

    download: (request) =>
      life.while(
        new Promise<Download>((resolve) => {
          time.in(chance.between(5, 300), () => {
            if (chance.happens(weather.fault)) {
              count('download: failed');
              resolve({ kind: 'failed', failure: chance.of(['reset', 'timeout', 'refused']) });
              return;
            }
            const result = service.result(request.url);
            if (result === null) {
              resolve({ kind: 'refused', status: 403 });
              return;
            }
            const from = request.entityTag === `"${result.id}"` ? Math.min(request.from, resultBytes) : 0;
            const chunks = stream(from);
            resolve({ kind: 'body', from, totalBytes: resultBytes, entityTag: `"${result.id}"`, chunks });
          });
        }),
      ),
  };

  async function* stream(from: number): AsyncGenerator<Uint8Array> {
    for (let at = from; at < resultBytes; at += chunkBytes) {
      await life.while(new Promise<void>((resolve) => void time.in(chance.between(1, 200), resolve)));
      if (chance.happens(weather.fault / 2)) throw new DownloadBroken('reset');
      yield new Uint8Array(Math.min(chunkBytes, resultBytes - at));
    }
  }
}

function distort(fault: Fault | null, answer: Answer, chance: Chance): Exchange | null {
  switch (fault) {
    case 'answer-lost':
      return chance.happens(0.5) ? null : { kind: 'lost', failure: 'reset' };
    case 'cut':
      return { kind: 'lost', failure: 'closed' };
    case 'html':
      return { kind: 'answer', status: chance.of([200, 502, 503]), headers: {}, body: '<html>busy</html>' };
    case 'nonsense':
      return {
        kind: 'answer',
        ...answer,
        body: chance.of(['', '{', '[]', 'null', '{"data":{}}', answer.body.slice(0, 20)]),
      };
    case 'no-id':
      return { kind: 'answer', ...answer, body: '{"success":true,"data":{"status":"queued"}}' };
    case 'status-after':
      return { kind: 'answer', ...strangeStatus(chance) };
    case 'refused':
    case 'request-lost':
    case 'late-answer':
    case 'late-arrival':
    case 'status-before':
    case null:
      return { kind: 'answer', ...answer };
  }
}

/** An answer of the service's own that says that nothing was done. */
function strange(chance: Chance): Answer {
  // A CDN that turns a request away does not pass it on: DESIGN.md takes its 403 for a refusal.
  if (chance.happens(0.1)) return { status: 403, headers: {}, body: '<html>blocked</html>' };
  const status = chance.of([400, 408, 409, 422, 429, 429, 500, 502, 503]);
  return {
    status,
    headers: status === 429 && chance.happens(0.5) ? { 'retry-after': String(chance.between(1, 90)) } : {},
    body: JSON.stringify({ code: 'busy', message: 'not now', requestId: 'req_x' }),
  };
}

/** An answer that lies: the work was done, and yet it says otherwise. Only such as leave the outcome unknown. */
function strangeStatus(chance: Chance): Answer {
  return { ...strange(chance), status: chance.of([301, 408, 409, 500, 502, 503, 504]) };
}
