import { powerSaveBlocker } from 'electron';

/** Keeps the computer from sleeping while there is something to do, and only then. The display may go dark. */
export class Awake {
  #blocker: number | null = null;

  set(busy: boolean): void {
    if (busy === (this.#blocker !== null)) return;
    if (this.#blocker === null) this.#blocker = powerSaveBlocker.start('prevent-app-suspension');
    else {
      powerSaveBlocker.stop(this.#blocker);
      this.#blocker = null;
    }
  }
}
