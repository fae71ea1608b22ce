import type { Desktop, StartOptions } from '../driver/desktop.ts';

export interface Stage {
  /** A folder of the scenario's own. The person's home is `home` in it. */
  folder: string;
  home: string;
  /** Starts the program, with the same home each time; what still runs at the end is ended. */
  start: (options?: Omit<StartOptions, 'home'>) => Promise<Desktop>;
}

/** What a person does with the desktop program, whatever it runs over. */
export interface Scenario {
  name: string;
  run: (stage: Stage) => Promise<void>;
}
