/** The two JavaScript worlds of a page: that of its own scripts, and that of the preload. */
export type World = 'main' | 'isolated';

/** A value on its way between the worlds, as the structured clone of an event's detail takes it. */
type Crossing =
  | { kind: 'function' | 'promise'; id: string }
  | { kind: 'error'; message: string }
  | { kind: 'list'; items: Crossing[] }
  | { kind: 'object'; entries: [string, Crossing][] }
  | { kind: 'value'; value: unknown };

type Outcome = { ok: true; value: Crossing } | { ok: false; message: string };

export type BridgeMessage =
  | { kind: 'hello' }
  | { kind: 'expose'; name: string; value: Crossing }
  | { kind: 'call'; call: string; id: string; args: Crossing[] }
  | { kind: 'returned'; call: string; outcome: Outcome }
  | { kind: 'settled'; id: string; outcome: Outcome }
  | { kind: 'window-open'; url: string };

declare global {
  interface WindowEventMap {
    'standin-to-main': CustomEvent<BridgeMessage>;
    'standin-to-isolated': CustomEvent<BridgeMessage>;
  }
}

export interface Bridge {
  expose: (name: string, value: unknown) => void;
  tellWindowOpen: (url: string) => void;
}

/**
 * contextBridge's half in one world. Events of the window are heard in the other world before `dispatchEvent` returns, and
 * their detail is cloned on the way; a File stays the same file of the disk.
 */
export function createBridge(world: World, onWindowOpen: (url: string) => void = () => undefined): Bridge {
  type Callable = (...args: unknown[]) => unknown;
  const functions = new Map<string, Callable>();
  const idsOfFunctions = new WeakMap<object, string>();
  const promises = new Map<string, (outcome: Outcome) => void>();
  const outcomes = new Map<string, Outcome>();
  const untilHello: BridgeMessage[] = [];
  let isHeard = false;
  let count = 0;

  const newId = (): string => `${world}-${++count}`;
  const isCallable = (value: unknown): value is Callable => typeof value === 'function';
  const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

  const tell = (message: BridgeMessage): void => {
    const other = world === 'main' ? 'isolated' : 'main';
    // An event whose detail cannot be cloned would arrive as null; contextBridge throws.
    window.dispatchEvent(new CustomEvent(`standin-to-${other}`, { detail: structuredClone(message) }));
  };

  const outcomeOf = (work: () => unknown): Outcome => {
    try {
      return { ok: true, value: leave(work()) };
    } catch (error) {
      return { ok: false, message: messageOf(error) };
    }
  };

  const leave = (value: unknown): Crossing => {
    if (isCallable(value)) {
      const id = idsOfFunctions.get(value) ?? newId();
      idsOfFunctions.set(value, id);
      functions.set(id, value);
      return { kind: 'function', id };
    }
    if (value instanceof Promise) {
      const id = newId();
      value.then(
        (settled: unknown) => tell({ kind: 'settled', id, outcome: outcomeOf(() => settled) }),
        (error: unknown) => tell({ kind: 'settled', id, outcome: { ok: false, message: messageOf(error) } }),
      );
      return { kind: 'promise', id };
    }
    if (value instanceof Error) return { kind: 'error', message: value.message };
    if (Array.isArray(value)) return { kind: 'list', items: value.map(leave) };
    if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
      return { kind: 'object', entries: Object.entries(value).map(([key, each]) => [key, leave(each)]) };
    }
    return { kind: 'value', value: structuredClone(value) };
  };

  const arrive = (crossing: Crossing): unknown => {
    switch (crossing.kind) {
      case 'function': {
        const { id } = crossing;
        return functions.get(id) ?? ((...args: unknown[]) => call(id, args));
      }
      case 'promise':
        return new Promise((resolve, reject: (error: Error) => void) => {
          promises.set(crossing.id, (outcome) => {
            if (outcome.ok) resolve(arrive(outcome.value));
            else reject(new Error(outcome.message));
          });
        });
      case 'error':
        return new Error(crossing.message);
      case 'list':
        return Object.freeze(crossing.items.map(arrive));
      case 'object':
        return Object.freeze(Object.fromEntries(crossing.entries.map(([key, each]) => [key, arrive(each)])));
      case 'value':
        return crossing.value;
    }
  };

  const call = (id: string, args: unknown[]): unknown => {
    const name = newId();
    tell({ kind: 'call', call: name, id, args: args.map(leave) });
    const outcome = outcomes.get(name);
    outcomes.delete(name);
    if (outcome === undefined) throw new Error('The other world did not answer.');
    if (!outcome.ok) throw new Error(outcome.message);
    return arrive(outcome.value);
  };

  const hear = (message: BridgeMessage): void => {
    switch (message.kind) {
      case 'hello':
        if (isHeard) return;
        isHeard = true;
        tell({ kind: 'hello' });
        for (const waiting of untilHello.splice(0)) tell(waiting);
        return;
      case 'expose':
        Object.defineProperty(window, message.name, { value: arrive(message.value), enumerable: true });
        return;
      case 'call': {
        const outcome = outcomeOf(() => functions.get(message.id)?.(...message.args.map(arrive)));
        tell({ kind: 'returned', call: message.call, outcome });
        return;
      }
      case 'returned':
        outcomes.set(message.call, message.outcome);
        return;
      case 'settled':
        promises.get(message.id)?.(message.outcome);
        promises.delete(message.id);
        return;
      case 'window-open':
        onWindowOpen(message.url);
    }
  };

  window.addEventListener(`standin-to-${world}`, (event) => {
    event.stopImmediatePropagation();
    hear(event.detail);
  });
  tell({ kind: 'hello' }); // the world that comes second wakes the first

  return {
    expose(name, value) {
      const message: BridgeMessage = { kind: 'expose', name, value: leave(value) };
      if (isHeard) tell(message);
      else untilHello.push(message);
    },
    tellWindowOpen: (url) => tell({ kind: 'window-open', url }),
  };
}
