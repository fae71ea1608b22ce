import { eventLine, isoTime, printJson } from './json-lines.ts';
import type { Reporter } from './reporter.ts';

/** `--json`: one event a line on standard output and nothing else. */
export function jsonReporter(): Reporter {
  let unsubscribe: () => void = () => undefined;
  return {
    say: (notice) => printJson({ ...notice, at: isoTime(Date.now()) }),
    follow(engine) {
      unsubscribe = engine.onEvents((events) => {
        for (const event of events) printJson(eventLine(event, event.jobId === null ? null : engine.clip(event.jobId)));
      });
    },
    end: () => unsubscribe(),
  };
}
