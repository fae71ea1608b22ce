import { EventEmitter } from 'node:events';

/** Names that engines and test tools ask any object for, to find out what it is. */
const asked = ['then', 'toJSON', 'constructor', 'domain', '$$typeof', 'asymmetricMatch', 'nodeType', 'tagName'];

/** `part` of Electron's API, under the name that it has there: what it does not have throws instead of being undefined. */
export function onlyThis<Part extends object>(name: string, part: Part): Part {
  return new Proxy(part, {
    get(target, key, receiver): unknown {
      if (typeof key === 'string' && !(key in target) && !asked.includes(key)) throw missing(`${name}.${key}`);
      return Reflect.get(target, key, receiver);
    },
  });
}

/** That the shell used something of Electron that the stand-in does not have. */
export function missing(what: string): Error {
  return new Error(`The stand-in for Electron has no ${what}. See test/electron-standin/README.md.`);
}

/** Throws when `options` has a key that the stand-in would silently ignore. */
export function checkKeys(name: string, options: object, known: readonly string[]): void {
  for (const key of Object.keys(options)) if (!known.includes(key)) throw missing(`${name} option “${key}”`);
}

type EventMap<Events> = Record<keyof Events, unknown[]>;

/** An EventEmitter on which only the events that are known here can be listened for. */
export class Emitter<Events extends EventMap<Events>> extends EventEmitter<Events> {
  constructor(name: string, known: Record<keyof Events, true>) {
    super();
    EventEmitter.prototype.on.call(this, 'newListener', (event: string) => {
      if (!(event in known)) throw missing(`${name} event “${event}”`);
    });
  }
}

/** Electron's Event: says whether a listener forbade what comes next. */
export class PreventableEvent {
  defaultPrevented = false;
  preventDefault(): void {
    this.defaultPrevented = true;
  }
}
