/**
 * What windows need: pages, counts and searches of the queue at a cost that does not grow with it, and the intake.
 * Times are ms since 1970, durations seconds.
 */
export const windows = `
-- When work on a clip began: its media was made reachable. Taken from the history, so that it follows the same clock.
ALTER TABLE jobs ADD COLUMN began_at INTEGER;
CREATE TRIGGER jobs_begin AFTER INSERT ON events
WHEN NEW.job_id IS NOT NULL AND NEW.body LIKE '{"kind":"clip",%"to":"hosting",%'
BEGIN UPDATE jobs SET began_at = NEW.at WHERE id = NEW.job_id AND began_at IS NULL; END;

-- The filter that shows a clip, so that a page of it is found by an index. As filterOf.
ALTER TABLE jobs ADD COLUMN shown_under TEXT GENERATED ALWAYS AS (CASE
  WHEN state IN ('draft', 'checking', 'ready', 'hosted') THEN 'waiting'
  WHEN state IN ('hosting', 'submitting', 'accepted', 'fetching') THEN 'working'
  WHEN state = 'unconfirmed' THEN 'needs-you'
  WHEN state IN ('rejected', 'failed') THEN 'failed'
  ELSE state END) VIRTUAL;
CREATE INDEX jobs_page ON jobs (batch_id, shown_under, position);
CREATE INDEX jobs_page_by_name ON jobs (batch_id, name COLLATE NOCASE, position);
CREATE INDEX jobs_page_by_language ON jobs (batch_id, language, position);
CREATE INDEX jobs_retries ON jobs (retry_of, position) WHERE retry_of IS NOT NULL;
CREATE INDEX jobs_waiting ON jobs (position) WHERE state IN ('checking', 'ready', 'hosted');

-- A batch that has ended stays in the queue until the person takes it out.
ALTER TABLE batches ADD COLUMN cleared_at INTEGER;
CREATE INDEX batches_in_queue ON batches (api_url, created_at) WHERE cleared_at IS NULL;

-- How many clips of a batch are in each state, what they last and what they cost: counting never reads the clips.
CREATE TABLE tallies (
  batch_id   TEXT NOT NULL REFERENCES batches (id),
  state      TEXT NOT NULL,
  clips      INTEGER NOT NULL DEFAULT 0,
  seconds    INTEGER NOT NULL DEFAULT 0,
  unmeasured INTEGER NOT NULL DEFAULT 0,
  credits    REAL NOT NULL DEFAULT 0,
  unpriced   INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (batch_id, state)
) STRICT, WITHOUT ROWID;
INSERT INTO tallies
  SELECT batch_id, state, count(*), coalesce(sum(billable_seconds), 0), sum(billable_seconds IS NULL),
    coalesce(sum(credits_used), 0), sum(credits_used IS NULL)
  FROM jobs GROUP BY batch_id, state;
CREATE TRIGGER tallies_add AFTER INSERT ON jobs BEGIN
  INSERT INTO tallies (batch_id, state) VALUES (NEW.batch_id, NEW.state) ON CONFLICT DO NOTHING;
  UPDATE tallies SET clips = clips + 1, seconds = seconds + coalesce(NEW.billable_seconds, 0),
    unmeasured = unmeasured + (NEW.billable_seconds IS NULL), credits = credits + coalesce(NEW.credits_used, 0),
    unpriced = unpriced + (NEW.credits_used IS NULL)
  WHERE batch_id = NEW.batch_id AND state = NEW.state;
END;
CREATE TRIGGER tallies_move AFTER UPDATE OF state, billable_seconds, credits_used ON jobs
WHEN NEW.state <> OLD.state OR NEW.billable_seconds IS NOT OLD.billable_seconds
  OR NEW.credits_used IS NOT OLD.credits_used
BEGIN
  UPDATE tallies SET clips = clips - 1, seconds = seconds - coalesce(OLD.billable_seconds, 0),
    unmeasured = unmeasured - (OLD.billable_seconds IS NULL), credits = credits - coalesce(OLD.credits_used, 0),
    unpriced = unpriced - (OLD.credits_used IS NULL)
  WHERE batch_id = OLD.batch_id AND state = OLD.state;
  INSERT INTO tallies (batch_id, state) VALUES (NEW.batch_id, NEW.state) ON CONFLICT DO NOTHING;
  UPDATE tallies SET clips = clips + 1, seconds = seconds + coalesce(NEW.billable_seconds, 0),
    unmeasured = unmeasured + (NEW.billable_seconds IS NULL), credits = credits + coalesce(NEW.credits_used, 0),
    unpriced = unpriced + (NEW.credits_used IS NULL)
  WHERE batch_id = NEW.batch_id AND state = NEW.state;
END;

-- Names by any three letters in them, whatever their case.
CREATE VIRTUAL TABLE clip_names USING fts5 (id UNINDEXED, name, tokenize = 'trigram');
INSERT INTO clip_names (id, name) SELECT id, name FROM jobs;
CREATE TRIGGER clip_names_add AFTER INSERT ON jobs
BEGIN INSERT INTO clip_names (id, name) VALUES (NEW.id, NEW.name); END;

CREATE INDEX profiles_by_time ON profiles (api_url, at);
CREATE INDEX media_content ON media (content_hash) WHERE content_hash IS NOT NULL;

-- The intake: what a person brought and has not started yet. Its rows leave with the start.
CREATE TABLE intake_files (
  id         TEXT PRIMARY KEY,
  media_id   TEXT NOT NULL REFERENCES media (id),
  folder     TEXT NOT NULL,
  kind       TEXT NOT NULL CHECK (kind IN ('video', 'audio')),
  -- In natural order of folders and names.
  position   INTEGER NOT NULL,
  probed     INTEGER NOT NULL CHECK (probed IN (0, 1)),
  seconds    REAL,
  problem    TEXT CHECK (problem IS NULL OR json_valid(problem)),
  -- Why it is in no clip, as pairing said, or that a person took it out.
  reason     TEXT CHECK (reason IS NULL OR json_valid(reason))
) STRICT;
CREATE INDEX intake_files_order ON intake_files (position);
CREATE INDEX intake_files_to_probe ON intake_files (position) WHERE probed = 0;
CREATE INDEX intake_files_media ON intake_files (media_id);

CREATE TABLE intake_clips (
  id       TEXT PRIMARY KEY,
  name     TEXT NOT NULL,
  language TEXT,
  video_id TEXT NOT NULL REFERENCES intake_files (id) DEFERRABLE INITIALLY DEFERRED,
  audio_id TEXT NOT NULL REFERENCES intake_files (id) DEFERRABLE INITIALLY DEFERRED,
  -- The clip that was already made of the same two unchanged files.
  already  TEXT REFERENCES jobs (id),
  again    INTEGER NOT NULL CHECK (again IN (0, 1))
) STRICT;
CREATE INDEX intake_clips_video ON intake_clips (video_id);
CREATE INDEX intake_clips_audio ON intake_clips (audio_id);

-- What each of the last steps found before it changed it: undo puts it back.
CREATE TABLE intake_steps (
  sequence INTEGER PRIMARY KEY,
  kind     TEXT NOT NULL,
  before   TEXT NOT NULL CHECK (json_valid(before))
) STRICT;
`;
