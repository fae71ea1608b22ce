import type { Notice } from '../../../shared/json-lines.ts';
import type { Engine } from '../../engine.ts';

/** Shows what a run does while it does it. */
export interface Reporter {
  say(notice: Notice): void;
  /** Begins to follow the engine's work, before it starts. */
  follow(engine: Engine): void;
  /** Ends it; the screen is left as it should stay. */
  end(): void;
}
