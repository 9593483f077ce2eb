-- Model Registry, schema 1, SQLite. Text is UTF-8 in blobs, so that no collation touches it: CAST(name AS TEXT) shows it.
CREATE TABLE IF NOT EXISTS mr_meta (
  name text PRIMARY KEY NOT NULL,
  content text NOT NULL
);

-- Where each journal ends. The one row that an append locks.
CREATE TABLE IF NOT EXISTS mr_journal (
  name blob PRIMARY KEY NOT NULL,
  revision integer NOT NULL,
  hash blob NOT NULL
);

-- Never updated, never deleted from.
CREATE TABLE IF NOT EXISTS mr_commit (
  journal blob NOT NULL,
  revision integer NOT NULL,
  hash blob NOT NULL,
  seal blob NOT NULL,
  bytes blob NOT NULL,
  PRIMARY KEY (journal, revision)
);

-- Derived: may be deleted at any time.
CREATE TABLE IF NOT EXISTS mr_snapshot (
  journal blob NOT NULL,
  revision integer NOT NULL,
  part integer NOT NULL,
  hash blob NOT NULL,
  seal blob NOT NULL,
  bytes blob NOT NULL,
  PRIMARY KEY (journal, revision, part)
);

CREATE TABLE IF NOT EXISTS mr_cell (
  name blob PRIMARY KEY NOT NULL,
  version integer NOT NULL,
  seal blob NOT NULL,
  bytes blob NOT NULL
);

CREATE TABLE IF NOT EXISTS mr_blob (
  digest blob PRIMARY KEY NOT NULL,
  size integer NOT NULL,
  stored_at integer NOT NULL,
  trashed integer NOT NULL,
  upload blob NOT NULL
);

-- Large blobs on their way in; what is old in here was left behind.
CREATE TABLE IF NOT EXISTS mr_upload (
  upload blob PRIMARY KEY NOT NULL,
  started_at integer NOT NULL
);

CREATE TABLE IF NOT EXISTS mr_chunk (
  upload blob NOT NULL,
  part integer NOT NULL,
  bytes blob NOT NULL,
  PRIMARY KEY (upload, part)
);

-- The index: derived from the commits, and changed with them.
CREATE TABLE IF NOT EXISTS mr_entry (
  entity blob NOT NULL,
  attribute blob NOT NULL,
  head blob NOT NULL,
  whole blob,
  PRIMARY KEY (entity, attribute, head)
);

CREATE INDEX IF NOT EXISTS mr_entry_by_value ON mr_entry (attribute, head, entity);
