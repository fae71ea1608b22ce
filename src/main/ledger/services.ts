import type { Database } from 'better-sqlite3';

/** What was learned of each API address. */
export function servicesRepository(database: Database) {
  const get = database
    .prepare<[string], number | null>('SELECT repeats_input_urls FROM services WHERE api_url = ?')
    .pluck();
  const set = database.prepare<[string, number]>(
    `INSERT INTO services (api_url, repeats_input_urls) VALUES (?, ?)
     ON CONFLICT (api_url) DO UPDATE SET repeats_input_urls = excluded.repeats_input_urls`,
  );
  return {
    /** Whether the service tells the input URLs of a job when asked for it or for the list; null while not known. */
    repeatsInputUrls(apiUrl: string): boolean | null {
      const known = get.get(apiUrl) ?? null;
      return known === null ? null : known === 1;
    },
    setRepeatsInputUrls: (apiUrl: string, repeats: boolean): void => void set.run(apiUrl, repeats ? 1 : 0),
  };
}
