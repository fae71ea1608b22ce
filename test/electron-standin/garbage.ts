import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

// A context made from now on has the collector as its `gc`.
setFlagsFromString('--expose-gc');

/** Objects as Electron has them: only the shell keeps them from being collected, and with them what they would do. */
export class Collectable<Part extends object> {
  readonly #made: WeakRef<Part>[] = [];

  add(part: Part): void {
    this.#made.push(new WeakRef(part));
  }

  /** Those that are still there after a collection, the oldest first. */
  left(): Part[] {
    runInNewContext('gc()');
    return this.#made.flatMap((made) => made.deref() ?? []);
  }
}
