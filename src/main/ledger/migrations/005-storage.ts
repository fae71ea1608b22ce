/**
 * What hosts that keep copies need: objects that are named by their content and lie at a place, that stay for a while
 * after they were needed, and of which the program knows which clips were given a URL.
 */
export const storage = `
-- Where the object lies, and under which name; this computer has one place, and names objects by their id.
ALTER TABLE hosted_objects ADD COLUMN place TEXT NOT NULL DEFAULT '';
ALTER TABLE hosted_objects ADD COLUMN name TEXT NOT NULL DEFAULT '';
UPDATE hosted_objects SET name = id;
-- What equal files share: null where each file is an object of its own.
ALTER TABLE hosted_objects ADD COLUMN content TEXT;
ALTER TABLE hosted_objects ADD COLUMN content_hash TEXT;
ALTER TABLE hosted_objects ADD COLUMN size INTEGER;
-- Since when no open clip needs it.
ALTER TABLE hosted_objects ADD COLUMN unneeded_at INTEGER;
-- Its URLs are to die: no clip is given another, and it is deleted as soon as that harms nobody.
ALTER TABLE hosted_objects ADD COLUMN withdrawn_at INTEGER;
DROP INDEX hosted_objects_present;
CREATE UNIQUE INDEX hosted_objects_of_file ON hosted_objects (media_id, host)
  WHERE removed_at IS NULL AND content IS NULL;
CREATE UNIQUE INDEX hosted_objects_of_content ON hosted_objects (host, place, content)
  WHERE removed_at IS NULL AND withdrawn_at IS NULL AND content IS NOT NULL;
CREATE INDEX hosted_objects_withdrawn ON hosted_objects (content) WHERE withdrawn_at IS NOT NULL;
CREATE INDEX hosted_objects_hash ON hosted_objects (content_hash) WHERE removed_at IS NULL;

-- The clips that a URL of an object was signed for, and when it ends.
CREATE TABLE hosted_uses (
  object_id TEXT NOT NULL REFERENCES hosted_objects (id),
  job_id    TEXT NOT NULL REFERENCES jobs (id),
  until     INTEGER NOT NULL,
  PRIMARY KEY (object_id, job_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX hosted_uses_of_job ON hosted_uses (job_id);
`;
