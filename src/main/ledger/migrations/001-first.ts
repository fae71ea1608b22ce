/**
 * The first ledger. Times are ms since 1970, durations seconds, sizes bytes. What the rules of DESIGN.md say must never
 * happen is refused here, by constraints and triggers, whatever the program above does.
 */
export const first = `
CREATE TABLE settings (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL CHECK (json_valid(value))
) STRICT, WITHOUT ROWID;

-- What was learned of each API address.
CREATE TABLE services (
  api_url            TEXT PRIMARY KEY,
  repeats_input_urls INTEGER CHECK (repeats_input_urls IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE profiles (
  id      INTEGER PRIMARY KEY,
  at      INTEGER NOT NULL,
  api_url TEXT NOT NULL,
  credits REAL,
  quota   REAL,
  tier    TEXT
) STRICT;
CREATE INDEX profiles_latest ON profiles (api_url, id);

CREATE TABLE batches (
  id               TEXT PRIMARY KEY,
  name             TEXT NOT NULL,
  api_url          TEXT NOT NULL,
  results_folder   TEXT NOT NULL,
  budget           REAL CHECK (budget >= 0),
  start_profile_id INTEGER REFERENCES profiles (id),
  end_profile_id   INTEGER REFERENCES profiles (id),
  created_at       INTEGER NOT NULL,
  ended_at         INTEGER
) STRICT;
CREATE INDEX batches_open ON batches (api_url, created_at) WHERE ended_at IS NULL;
CREATE INDEX batches_by_service ON batches (api_url, created_at);

CREATE TABLE media (
  id           TEXT PRIMARY KEY,
  kind         TEXT NOT NULL CHECK (kind IN ('file', 'url')),
  location     TEXT NOT NULL,
  name         TEXT NOT NULL,
  size         INTEGER,
  modified_ms  REAL,
  content_hash TEXT,
  info         TEXT CHECK (info IS NULL OR json_valid(info))
) STRICT;
CREATE INDEX media_location ON media (location);

CREATE TABLE jobs (
  id                TEXT PRIMARY KEY,
  batch_id          TEXT NOT NULL REFERENCES batches (id),
  api_url           TEXT NOT NULL,
  position          INTEGER NOT NULL,
  name              TEXT NOT NULL,
  language          TEXT,
  video_id          TEXT NOT NULL REFERENCES media (id),
  audio_id          TEXT NOT NULL REFERENCES media (id),
  state             TEXT NOT NULL CHECK (state IN ('draft', 'checking', 'ready', 'hosting', 'hosted', 'submitting',
                      'unconfirmed', 'accepted', 'fetching', 'rejected', 'done', 'failed', 'canceled')),
  problem           TEXT CHECK (problem IS NULL OR json_valid(problem)),
  authorisations    INTEGER NOT NULL DEFAULT 0,
  billable_seconds  INTEGER,
  remote_id         TEXT,
  remote_status     TEXT,
  remote_progress   REAL,
  credits_used      REAL,
  result_path       TEXT,
  result_entity_tag TEXT,
  result_size       INTEGER,
  result_seconds    REAL,
  result_hash       TEXT,
  retry_of          TEXT REFERENCES jobs (id),
  created_at        INTEGER NOT NULL,
  accepted_at       INTEGER,
  completed_at      INTEGER,
  ended_at          INTEGER,
  CHECK (state NOT IN ('accepted', 'fetching', 'done') OR remote_id IS NOT NULL),
  CHECK (state <> 'done' OR (result_path IS NOT NULL AND result_size > 0 AND result_hash IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX jobs_remote ON jobs (api_url, remote_id) WHERE remote_id IS NOT NULL;
CREATE INDEX jobs_queue ON jobs (api_url, state, position);
CREATE INDEX jobs_batch ON jobs (batch_id, position);
CREATE INDEX jobs_video ON jobs (video_id, state);
CREATE INDEX jobs_audio ON jobs (audio_id, state);
CREATE INDEX jobs_finished ON jobs (api_url, ended_at) WHERE state = 'done';
CREATE INDEX jobs_position ON jobs (position);

CREATE TRIGGER jobs_terminal_is_final BEFORE UPDATE ON jobs
WHEN OLD.state IN ('done', 'failed', 'canceled')
BEGIN SELECT RAISE(ABORT, 'a terminal job never changes'); END;
CREATE TRIGGER jobs_stay BEFORE DELETE ON jobs
BEGIN SELECT RAISE(ABORT, 'a job is never deleted'); END;
CREATE TRIGGER jobs_keep_their_remote_id BEFORE UPDATE OF remote_id ON jobs
WHEN OLD.remote_id IS NOT NULL AND NEW.remote_id IS NOT OLD.remote_id
BEGIN SELECT RAISE(ABORT, 'an accepted job keeps its remote id'); END;
CREATE TRIGGER jobs_authorisations_grow BEFORE UPDATE OF authorisations ON jobs
WHEN NEW.authorisations NOT IN (OLD.authorisations, OLD.authorisations + 1)
BEGIN SELECT RAISE(ABORT, 'authorisations are given one at a time'); END;

CREATE TABLE attempts (
  id               INTEGER PRIMARY KEY,
  job_id           TEXT NOT NULL REFERENCES jobs (id),
  api_url          TEXT NOT NULL,
  number           INTEGER NOT NULL,
  authorisation    INTEGER NOT NULL CHECK (authorisation > 0),
  nonce            TEXT UNIQUE,
  digest           TEXT NOT NULL,
  opened_at        INTEGER NOT NULL,
  -- By the service's clock, as far as it was known: what its list is compared with.
  opened_service   INTEGER,
  outcome          TEXT CHECK (outcome IN ('accepted', 'not-sent', 'rejected', 'refused', 'unknown')),
  reason           TEXT,
  http_status      INTEGER,
  error_code       TEXT,
  request_id       TEXT,
  remote_id        TEXT,
  settled_at       INTEGER,
  resolution       TEXT CHECK (resolution IN ('found', 'adopted', 'submitted-again', 'given-up')),
  UNIQUE (job_id, number),
  CHECK (outcome IS NOT 'accepted' OR remote_id IS NOT NULL)
) STRICT;
-- The heart of it: of all the attempts that one authorisation allowed, at most one may have been accepted.
CREATE UNIQUE INDEX attempts_one_per_authorisation ON attempts (job_id, authorisation)
  WHERE outcome IS NULL OR outcome IN ('accepted', 'unknown');
CREATE INDEX attempts_open ON attempts (api_url, id) WHERE outcome IS NULL;
CREATE INDEX attempts_in_doubt ON attempts (api_url, id) WHERE outcome = 'unknown' AND resolution IS NULL;
CREATE INDEX attempts_latest ON attempts (api_url, opened_service);

CREATE TRIGGER attempts_need_authorisation BEFORE INSERT ON attempts
WHEN NEW.outcome IS NOT NULL OR NOT EXISTS (SELECT 1 FROM jobs
  WHERE id = NEW.job_id AND state = 'submitting' AND authorisations >= NEW.authorisation)
BEGIN SELECT RAISE(ABORT, 'an attempt needs an authorisation and a submitting job'); END;
CREATE TRIGGER attempts_settle_once BEFORE UPDATE ON attempts
WHEN NEW.job_id IS NOT OLD.job_id OR NEW.api_url IS NOT OLD.api_url OR NEW.number IS NOT OLD.number OR NEW.authorisation IS NOT OLD.authorisation
  OR NEW.nonce IS NOT OLD.nonce OR NEW.digest IS NOT OLD.digest OR NEW.opened_at IS NOT OLD.opened_at
  OR OLD.outcome IN ('accepted', 'not-sent', 'rejected', 'refused')
  OR (OLD.outcome = 'unknown' AND NEW.outcome NOT IN ('unknown', 'accepted'))
  OR (OLD.resolution IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'a settled attempt never changes'); END;
CREATE TRIGGER attempts_stay BEFORE DELETE ON attempts
BEGIN SELECT RAISE(ABORT, 'an attempt is never deleted'); END;

CREATE TABLE hosted_objects (
  id         TEXT PRIMARY KEY,
  media_id   TEXT NOT NULL REFERENCES media (id),
  host       TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  removed_at INTEGER
) STRICT;
CREATE UNIQUE INDEX hosted_objects_present ON hosted_objects (media_id, host) WHERE removed_at IS NULL;

CREATE TABLE holds (
  kind     TEXT NOT NULL,
  batch_id TEXT NOT NULL DEFAULT '',
  since    INTEGER NOT NULL,
  problem  TEXT CHECK (problem IS NULL OR json_valid(problem)),
  PRIMARY KEY (kind, batch_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  at       INTEGER NOT NULL,
  batch_id TEXT REFERENCES batches (id),
  job_id   TEXT REFERENCES jobs (id),
  body     TEXT NOT NULL CHECK (json_valid(body))
) STRICT;
CREATE INDEX events_job ON events (job_id, sequence) WHERE job_id IS NOT NULL;
CREATE INDEX events_batch ON events (batch_id, sequence) WHERE batch_id IS NOT NULL;
CREATE TRIGGER events_never_change BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER events_stay BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
`;
