-- The layout of version 4. The class comment of Schema says what each table is for.
-- Statements are separated by an empty line. All times are nanoseconds since 1970-01-01T00:00Z.

CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;

CREATE TABLE tenants (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE api_keys (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL, tenants TEXT NOT NULL,
  created_at INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE lanes (
  id INTEGER PRIMARY KEY AUTOINCREMENT, tenant TEXT NOT NULL, connection TEXT NOT NULL,
  type TEXT NOT NULL, UNIQUE (tenant, connection, type));

CREATE TABLE cursors (lane INTEGER PRIMARY KEY, text TEXT NOT NULL, moved_at INTEGER NOT NULL);

CREATE TABLE slots (
  lane INTEGER NOT NULL, key BLOB NOT NULL, id INTEGER NOT NULL, version INTEGER NOT NULL,
  changed_at INTEGER NOT NULL, waiting INTEGER NOT NULL, pushed INTEGER NOT NULL,
  attempts INTEGER NOT NULL, since INTEGER NOT NULL, accepted_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL, source TEXT NOT NULL, reason TEXT NOT NULL, value BLOB NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (lane, key)) WITHOUT ROWID;

CREATE TABLE state_counts (
  lane INTEGER PRIMARY KEY, accepted INTEGER NOT NULL, settled INTEGER NOT NULL,
  superseded INTEGER NOT NULL, dead INTEGER NOT NULL, seq INTEGER NOT NULL);

CREATE TABLE state_log (seq INTEGER PRIMARY KEY, entries BLOB NOT NULL);

CREATE TABLE known (
  lane INTEGER NOT NULL, record_id TEXT NOT NULL, version TEXT NOT NULL, earlier TEXT NOT NULL,
  changed_at INTEGER NOT NULL, versions INTEGER NOT NULL, targets TEXT NOT NULL,
  seen_at INTEGER NOT NULL, PRIMARY KEY (lane, record_id)) WITHOUT ROWID;

CREATE INDEX known_by_age ON known (seen_at);

CREATE TABLE facts (
  seq INTEGER PRIMARY KEY, lane INTEGER NOT NULL, accepted_at INTEGER NOT NULL,
  first INTEGER NOT NULL, record BLOB NOT NULL);

CREATE INDEX facts_by_lane ON facts (lane);

CREATE TABLE transfers (
  id INTEGER PRIMARY KEY, lane INTEGER NOT NULL, key TEXT NOT NULL,
  fact INTEGER NOT NULL REFERENCES facts (seq), delivery INTEGER NOT NULL,
  first INTEGER NOT NULL, attempts INTEGER NOT NULL, source TEXT NOT NULL,
  accepted_at INTEGER NOT NULL, due_at INTEGER, reason TEXT NOT NULL);

CREATE INDEX transfers_by_key ON transfers (lane, key, id);

CREATE INDEX transfers_due ON transfers (lane, due_at, id) WHERE due_at IS NOT NULL;

CREATE INDEX transfers_by_fact ON transfers (fact);

CREATE TABLE dead_letters (
  id INTEGER PRIMARY KEY AUTOINCREMENT, tenant TEXT NOT NULL, source TEXT NOT NULL,
  target TEXT, type TEXT NOT NULL, record_id TEXT NOT NULL, display_id TEXT NOT NULL,
  reason TEXT NOT NULL, attempts INTEGER NOT NULL, accepted_at INTEGER NOT NULL,
  died_at INTEGER NOT NULL, record BLOB NOT NULL, exchange TEXT NOT NULL,
  lane INTEGER, key TEXT NOT NULL, version INTEGER NOT NULL,
  fact INTEGER REFERENCES facts (seq), delivery INTEGER NOT NULL, first INTEGER NOT NULL,
  mark BLOB);

CREATE INDEX dead_letters_by_tenant ON dead_letters (tenant, id);

CREATE INDEX dead_letters_by_age ON dead_letters (died_at);

CREATE INDEX dead_letters_by_fact ON dead_letters (fact) WHERE fact IS NOT NULL;

CREATE UNIQUE INDEX dead_letters_by_mark ON dead_letters (mark) WHERE mark IS NOT NULL;

CREATE TABLE events (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, tenant TEXT NOT NULL,
  connection TEXT NOT NULL, severity TEXT NOT NULL, type TEXT, direction TEXT,
  code TEXT NOT NULL, summary TEXT NOT NULL, record_id TEXT NOT NULL, display_id TEXT NOT NULL);

CREATE INDEX events_by_tenant ON events (tenant, seq);

CREATE INDEX events_by_severity ON events (tenant, severity, seq) WHERE severity <> 'INFO';

CREATE TABLE receipts (
  scope TEXT NOT NULL, key TEXT NOT NULL, request_hash TEXT NOT NULL, status INTEGER NOT NULL,
  answer TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (scope, key)) WITHOUT ROWID;

CREATE INDEX receipts_by_age ON receipts (at);

CREATE TABLE ledger (
  tenant TEXT NOT NULL, type TEXT NOT NULL, accepted INTEGER NOT NULL, settled INTEGER NOT NULL,
  superseded INTEGER NOT NULL, dead INTEGER NOT NULL,
  PRIMARY KEY (tenant, type)) WITHOUT ROWID;

INSERT INTO meta (name, value) VALUES
  ('store_id', lower(hex(randomblob(6)))), ('next_id', 1), ('commits', 0);
