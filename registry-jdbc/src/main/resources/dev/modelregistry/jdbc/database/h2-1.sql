-- Model Registry, schema 1, H2. Text is UTF-8 in varbinary, so that no collation touches it: UTF8TOSTRING(name) shows it.
CREATE TABLE IF NOT EXISTS mr_meta (
  name varchar(64) PRIMARY KEY,
  content varchar(1000) NOT NULL
);

-- Where each journal ends. The one row that an append locks.
CREATE TABLE IF NOT EXISTS mr_journal (
  name varbinary(1600) PRIMARY KEY,
  revision bigint NOT NULL,
  hash varbinary(32) NOT NULL
);

-- Never updated, never deleted from.
CREATE TABLE IF NOT EXISTS mr_commit (
  journal varbinary(1600) NOT NULL,
  revision bigint NOT NULL,
  hash varbinary(32) NOT NULL,
  seal varbinary(32) NOT NULL,
  bytes varbinary(1048576) NOT NULL,
  PRIMARY KEY (journal, revision)
);

-- Derived: may be deleted at any time.
CREATE TABLE IF NOT EXISTS mr_snapshot (
  journal varbinary(1600) NOT NULL,
  revision bigint NOT NULL,
  part int NOT NULL,
  hash varbinary(32) NOT NULL,
  seal varbinary(32) NOT NULL,
  bytes varbinary(1048576) NOT NULL,
  PRIMARY KEY (journal, revision, part)
);

CREATE TABLE IF NOT EXISTS mr_cell (
  name varbinary(1600) PRIMARY KEY,
  version bigint NOT NULL,
  seal varbinary(32) NOT NULL,
  bytes varbinary(65536) NOT NULL
);

CREATE TABLE IF NOT EXISTS mr_blob (
  digest varbinary(32) PRIMARY KEY,
  size bigint NOT NULL,
  stored_at bigint NOT NULL,
  trashed smallint NOT NULL,
  upload varbinary(16) NOT NULL
);

-- Large blobs on their way in; what is old in here was left behind.
CREATE TABLE IF NOT EXISTS mr_upload (
  upload varbinary(16) PRIMARY KEY,
  started_at bigint NOT NULL
);

CREATE TABLE IF NOT EXISTS mr_chunk (
  upload varbinary(16) NOT NULL,
  part int NOT NULL,
  bytes varbinary(1048576) NOT NULL,
  PRIMARY KEY (upload, part)
);

-- The index: derived from the commits, and changed with them.
CREATE TABLE IF NOT EXISTS mr_entry (
  entity varbinary(1024) NOT NULL,
  attribute varbinary(1024) NOT NULL,
  head varbinary(200) NOT NULL,
  whole varbinary(3200),
  PRIMARY KEY (entity, attribute, head)
);

CREATE INDEX IF NOT EXISTS mr_entry_by_value ON mr_entry (attribute, head, entity);
