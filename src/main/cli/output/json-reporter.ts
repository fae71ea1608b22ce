import { eventLine, type Reporter } from './reporter.ts';

/** `--json`: one event a line on standard output and nothing else. */
export function jsonReporter(write: (line: string) => void, now: () => number): Reporter {
  let unsubscribe: () => void = () => undefined;
  return {
    say: (kind, text, details) => write(JSON.stringify({ kind, at: new Date(now()).toISOString(), text, ...details })),
    follow(engine) {
      unsubscribe = engine.onEvents((events) => events.forEach((event) => write(eventLine(event))));
    },
    end: () => unsubscribe(),
  };
}
