-- The ledger: runs with their outcomes, coverage and mutants; measures; suites; operations; artefacts.
-- before: SELECT count(*) = 0 FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'
-- after: SELECT count(*) = 11 FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'

CREATE TABLE migrations (
    version INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    applied_at TEXT NOT NULL
);

CREATE TABLE runs (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    command TEXT NOT NULL,
    directory NOT NULL,
    started_at NOT NULL,
    duration_s REAL NOT NULL,
    exit_code INTEGER,
    python NOT NULL,
    versions TEXT NOT NULL,
    seed TEXT,
    hash_seed TEXT,
    shuffled INTEGER NOT NULL,
    has_coverage INTEGER NOT NULL,
    notes TEXT NOT NULL,
    attributes TEXT NOT NULL,
    recorded_at TEXT NOT NULL
);
CREATE INDEX runs_by_kind ON runs (kind, sequence);

CREATE TABLE outcomes (
    run INTEGER NOT NULL REFERENCES runs (sequence) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    test NOT NULL,
    outcome TEXT NOT NULL,
    duration_s REAL NOT NULL,
    message NOT NULL,
    file NOT NULL,
    line INTEGER,
    PRIMARY KEY (run, position)
) WITHOUT ROWID;
CREATE INDEX outcomes_by_test ON outcomes (test, run);

CREATE TABLE coverage (
    run INTEGER NOT NULL REFERENCES runs (sequence) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    path NOT NULL,
    lines BLOB NOT NULL,
    PRIMARY KEY (run, position)
);

CREATE TABLE mutants (
    run INTEGER NOT NULL REFERENCES runs (sequence) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    operator TEXT NOT NULL,
    qualname NOT NULL,
    line INTEGER NOT NULL,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    original NOT NULL,
    replacement NOT NULL,
    state TEXT NOT NULL,
    killed_by TEXT NOT NULL,
    duration_s REAL NOT NULL,
    detail NOT NULL,
    PRIMARY KEY (run, position)
) WITHOUT ROWID;

CREATE TABLE measures (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    scope NOT NULL,
    name TEXT NOT NULL,
    value REAL,
    unit TEXT NOT NULL,
    basis TEXT NOT NULL,
    runs TEXT NOT NULL,
    detail NOT NULL,
    recorded_at TEXT NOT NULL
);
CREATE INDEX measures_by_name ON measures (scope, name, sequence);

CREATE TABLE measure_runs (
    run_id TEXT NOT NULL,
    measure INTEGER NOT NULL REFERENCES measures (sequence) ON DELETE CASCADE,
    PRIMARY KEY (run_id, measure)
) WITHOUT ROWID;

CREATE TABLE suite_files (
    path PRIMARY KEY,
    digest TEXT NOT NULL,
    subject NOT NULL,
    seed TEXT,
    run_id TEXT NOT NULL,
    recorded_at TEXT NOT NULL
);

CREATE TABLE operations (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    arguments TEXT NOT NULL,
    pid INTEGER NOT NULL,
    process_started TEXT NOT NULL,
    machine TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    status TEXT NOT NULL
);
CREATE INDEX operations_open ON operations (sequence) WHERE finished_at IS NULL;

CREATE TABLE artefacts (
    digest TEXT NOT NULL,
    name NOT NULL,
    run INTEGER REFERENCES runs (sequence) ON DELETE CASCADE,
    path TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    recorded_at TEXT NOT NULL
);
CREATE INDEX artefacts_by_run ON artefacts (run);
CREATE INDEX artefacts_by_digest ON artefacts (digest);

CREATE TABLE notices (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    slug TEXT NOT NULL,
    message NOT NULL,
    recorded_at TEXT NOT NULL
);
