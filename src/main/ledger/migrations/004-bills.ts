const whole = (seconds: string): string => `coalesce(max(0, CAST(ceil(${seconds} - 0.01) AS INTEGER)), 0)`;
const longest = (row: string): string => whole(`max(${row}video_seconds, ${row}audio_seconds)`);

/** What a row of `jobs` adds to its tally, with this sign. */
const tally = (row: string, sign: '+' | '-'): string => `clips = clips ${sign} 1,
    seconds = seconds ${sign} coalesce(${row}.billable_seconds, 0), unmeasured = unmeasured ${sign} (${row}.billable_seconds IS NULL),
    credits = credits ${sign} coalesce(${row}.credits_used, 0), unpriced = unpriced ${sign} (${row}.credits_used IS NULL),
    longer = longer ${sign} ${longest(`${row}.`)}, video = video ${sign} ${whole(`${row}.video_seconds`)},
    audio = audio ${sign} ${whole(`${row}.audio_seconds`)}
  WHERE batch_id = ${row}.batch_id AND state = ${row}.state`;

/**
 * What the price is learned from and the bill is checked with: the lengths of both inputs as they were submitted, what
 * the account's numbers are to be compared with, and what failures were billed. Durations are seconds.
 */
export const bills = `
ALTER TABLE jobs ADD COLUMN video_seconds REAL;
ALTER TABLE jobs ADD COLUMN audio_seconds REAL;
-- The seconds that the service says it billed.
ALTER TABLE jobs ADD COLUMN billed_seconds REAL;
DROP TRIGGER jobs_terminal_is_final;
UPDATE jobs SET
  video_seconds = (SELECT json_extract(info, '$.durationSeconds') FROM media WHERE id = video_id),
  audio_seconds = (SELECT json_extract(info, '$.durationSeconds') FROM media WHERE id = audio_id);
CREATE TRIGGER jobs_terminal_is_final BEFORE UPDATE ON jobs
WHEN OLD.state IN ('done', 'failed', 'canceled')
BEGIN SELECT RAISE(ABORT, 'a terminal job never changes'); END;

CREATE INDEX jobs_bills ON jobs (api_url, completed_at) WHERE state IN ('fetching', 'done') AND credits_used IS NOT NULL;
CREATE INDEX jobs_unpriced ON jobs (api_url, batch_id) WHERE state IN ('fetching', 'done', 'failed') AND credits_used IS NULL;
CREATE INDEX jobs_uncharged ON jobs (api_url, position) WHERE state IN ('checking', 'ready', 'hosting', 'hosted');
CREATE INDEX jobs_submitted ON jobs (api_url, position) WHERE remote_id IS NOT NULL;
-- Attempts that nobody will hear of again: each may have been charged.
CREATE INDEX attempts_lost ON attempts (api_url, job_id)
  WHERE outcome = 'unknown' AND resolution IN ('submitted-again', 'given-up');

-- Whole seconds by the other rules that a price may follow; \`seconds\` are those of the shorter input.
ALTER TABLE tallies ADD COLUMN longer INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tallies ADD COLUMN video INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tallies ADD COLUMN audio INTEGER NOT NULL DEFAULT 0;
UPDATE tallies SET (longer, video, audio) = (
  SELECT coalesce(sum(${longest('')}), 0), coalesce(sum(${whole('video_seconds')}), 0), coalesce(sum(${whole('audio_seconds')}), 0)
  FROM jobs WHERE jobs.batch_id = tallies.batch_id AND jobs.state = tallies.state);
DROP TRIGGER tallies_add;
DROP TRIGGER tallies_move;
CREATE TRIGGER tallies_add AFTER INSERT ON jobs BEGIN
  INSERT INTO tallies (batch_id, state) VALUES (NEW.batch_id, NEW.state) ON CONFLICT DO NOTHING;
  UPDATE tallies SET ${tally('NEW', '+')};
END;
CREATE TRIGGER tallies_move AFTER UPDATE OF state, billable_seconds, credits_used, video_seconds, audio_seconds ON jobs
WHEN NEW.state <> OLD.state OR NEW.billable_seconds IS NOT OLD.billable_seconds OR NEW.credits_used IS NOT OLD.credits_used
  OR NEW.video_seconds IS NOT OLD.video_seconds OR NEW.audio_seconds IS NOT OLD.audio_seconds
BEGIN
  UPDATE tallies SET ${tally('OLD', '-')};
  INSERT INTO tallies (batch_id, state) VALUES (NEW.batch_id, NEW.state) ON CONFLICT DO NOTHING;
  UPDATE tallies SET ${tally('NEW', '+')};
END;

-- What this ledger's own clips had been charged, in all, when the account was read; and what those under way then may
-- still have been. Null where a price was unknown. \`elsewhere\`: what other work on the account had used since before.
ALTER TABLE profiles ADD COLUMN ours REAL;
ALTER TABLE profiles ADD COLUMN open REAL;
-- What those under way were already said to have used.
ALTER TABLE profiles ADD COLUMN told REAL NOT NULL DEFAULT 0;
ALTER TABLE profiles ADD COLUMN elsewhere REAL NOT NULL DEFAULT 0;
CREATE INDEX profiles_quiet ON profiles (api_url, id) WHERE open = 0 AND ours IS NOT NULL AND credits IS NOT NULL;

-- Failed clips of which the service does not say what they cost, as the account's numbers told it; null: they could not.
CREATE TABLE failure_bills (
  job_id  TEXT PRIMARY KEY REFERENCES jobs (id),
  credits REAL
) STRICT, WITHOUT ROWID;

CREATE INDEX events_of_bills ON events (sequence) WHERE json_extract(body, '$.kind') = 'bill-departed';
`;
