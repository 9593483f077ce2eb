-- Model Registry, schema 1, MariaDB. Text is UTF-8 in varbinary, so that no collation touches it: CONVERT(name USING utf8mb4)
-- shows it.
CREATE TABLE IF NOT EXISTS mr_meta (
  name varchar(64) PRIMARY KEY,
  content varchar(1000) NOT NULL
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET=utf8mb4 COLLATE=utf8mb4_bin;

-- Where each journal ends. The one row that an append locks.
CREATE TABLE IF NOT EXISTS mr_journal (
  name varbinary(1600) PRIMARY KEY,
  revision bigint NOT NULL,
  hash binary(32) NOT NULL
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET=utf8mb4 COLLATE=utf8mb4_bin;

-- Never updated, never deleted from.
CREATE TABLE IF NOT EXISTS mr_commit (
  journal varbinary(1600) NOT NULL,
  revision bigint NOT NULL,
  hash binary(32) NOT NULL,
  seal binary(32) NOT NULL,
  bytes mediumblob NOT NULL,
  PRIMARY KEY (journal, revision)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET=utf8mb4 COLLATE=utf8mb4_bin;

-- Derived: may be deleted at any time.
CREATE TABLE IF NOT EXISTS mr_snapshot (
  journal varbinary(1600) NOT NULL,
  revision bigint NOT NULL,
  part int NOT NULL,
  hash binary(32) NOT NULL,
  seal binary(32) NOT NULL,
  bytes mediumblob NOT NULL,
  PRIMARY KEY (journal, revision, part)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS mr_cell (
  name varbinary(1600) PRIMARY KEY,
  version bigint NOT NULL,
  seal binary(32) NOT NULL,
  bytes mediumblob NOT NULL
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS mr_blob (
  digest binary(32) PRIMARY KEY,
  size bigint NOT NULL,
  stored_at bigint NOT NULL,
  trashed smallint NOT NULL,
  upload binary(16) NOT NULL
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET=utf8mb4 COLLATE=utf8mb4_bin;

-- Large blobs on their way in; what is old in here was left behind.
CREATE TABLE IF NOT EXISTS mr_upload (
  upload binary(16) PRIMARY KEY,
  started_at bigint NOT NULL
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS mr_chunk (
  upload binary(16) NOT NULL,
  part int NOT NULL,
  bytes mediumblob NOT NULL,
  PRIMARY KEY (upload, part)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET=utf8mb4 COLLATE=utf8mb4_bin;

-- The index: derived from the commits, and changed with them.
CREATE TABLE IF NOT EXISTS mr_entry (
  entity varbinary(1024) NOT NULL,
  attribute varbinary(1024) NOT NULL,
  head varbinary(200) NOT NULL,
  whole varbinary(3200),
  PRIMARY KEY (entity, attribute, head),
  KEY by_value (attribute, head, entity)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET=utf8mb4 COLLATE=utf8mb4_bin;
