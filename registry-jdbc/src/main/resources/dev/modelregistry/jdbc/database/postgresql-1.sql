-- Model Registry, schema 1, PostgreSQL. Text is UTF-8 in bytea, so that no encoding and no collation touches it:
-- convert_from(name, 'UTF8') shows it.
CREATE TABLE IF NOT EXISTS mr_meta (
  name varchar(64) PRIMARY KEY,
  content varchar(1000) NOT NULL
);

-- Where each journal ends. The one row that an append locks.
CREATE TABLE IF NOT EXISTS mr_journal (
  name bytea PRIMARY KEY,
  revision bigint NOT NULL,
  hash bytea NOT NULL
) WITH (fillfactor = 70);

-- Never updated, never deleted from.
CREATE TABLE IF NOT EXISTS mr_commit (
  journal bytea NOT NULL,
  revision bigint NOT NULL,
  hash bytea NOT NULL,
  seal bytea NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (journal, revision)
);

-- Derived: may be deleted at any time.
CREATE TABLE IF NOT EXISTS mr_snapshot (
  journal bytea NOT NULL,
  revision bigint NOT NULL,
  part int NOT NULL,
  hash bytea NOT NULL,
  seal bytea NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (journal, revision, part)
);

CREATE TABLE IF NOT EXISTS mr_cell (
  name bytea PRIMARY KEY,
  version bigint NOT NULL,
  seal bytea NOT NULL,
  bytes bytea NOT NULL
) WITH (fillfactor = 70);

CREATE TABLE IF NOT EXISTS mr_blob (
  digest bytea PRIMARY KEY,
  size bigint NOT NULL,
  stored_at bigint NOT NULL,
  trashed smallint NOT NULL,
  upload bytea NOT NULL
);

-- Large blobs on their way in; what is old in here was left behind.
CREATE TABLE IF NOT EXISTS mr_upload (
  upload bytea PRIMARY KEY,
  started_at bigint NOT NULL
);

CREATE TABLE IF NOT EXISTS mr_chunk (
  upload bytea NOT NULL,
  part int NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (upload, part)
);

-- Models rarely compress, and trying costs more than it saves.
ALTER TABLE mr_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- The index: derived from the commits, and changed with them.
CREATE TABLE IF NOT EXISTS mr_entry (
  entity bytea NOT NULL,
  attribute bytea NOT NULL,
  head bytea NOT NULL,
  whole bytea,
  PRIMARY KEY (entity, attribute, head)
);

CREATE INDEX IF NOT EXISTS mr_entry_by_value ON mr_entry (attribute, head, entity);
