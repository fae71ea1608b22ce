import type { Database } from 'better-sqlite3';
import type { z } from 'zod';

/** Small values that outlive the process: what the person set, and what the program must find again. Never a secret. */
export function settingsRepository(database: Database) {
  const get = database.prepare<[string], string>('SELECT value FROM settings WHERE key = ?').pluck();
  const set = database.prepare<[string, string]>('INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)');

  return {
    /** The value under `key`, or undefined when there is none or it is not of the schema. */
    get<Value>(key: string, schema: z.ZodType<Value>): Value | undefined {
      const text = get.get(key);
      if (text === undefined) return undefined;
      const parsed = schema.safeParse(JSON.parse(text));
      return parsed.success ? parsed.data : undefined;
    },
    set: (key: string, value: unknown): void => void set.run(key, JSON.stringify(value)),
  };
}
