PRAGMA application_id = 1095845169;
PRAGMA user_version = 3;
BEGIN TRANSACTION;
CREATE TABLE artefacts (
    digest TEXT NOT NULL,
    name NOT NULL,
    run INTEGER REFERENCES runs (sequence) ON DELETE CASCADE,
    path TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    recorded_at TEXT NOT NULL
);
CREATE TABLE budget_alerts (
    scope TEXT NOT NULL,
    name NOT NULL,
    told_at TEXT NOT NULL,
    PRIMARY KEY (scope, name)
);
INSERT INTO "budget_alerts" VALUES('day','2030-01-01','2030-01-01T00:00:00.000Z');
CREATE TABLE budget_use (
    scope TEXT NOT NULL,
    name NOT NULL,
    dollars INTEGER NOT NULL CHECK (dollars >= 0),
    pico INTEGER NOT NULL CHECK (pico BETWEEN 0 AND 999999999999),
    PRIMARY KEY (scope, name)
) WITHOUT ROWID;
INSERT INTO "budget_use" VALUES('day','2030-01-01',0,3420000000);
INSERT INTO "budget_use" VALUES('run','20300101T000000-abcd',0,3420000000);
CREATE TABLE coverage (
    run INTEGER NOT NULL REFERENCES runs (sequence) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    path NOT NULL,
    lines BLOB NOT NULL,
    PRIMARY KEY (run, position)
);
INSERT INTO "coverage" VALUES(1,0,'a.py',X'789CAB564AAD484D2E2D494CCA4955B28A36D4318CD5514ACE2F4B2D4A4D01F181BCA4A2C4BCE48CD4622017286F10AB0324758D6211EAE2515480E463636B0113851CD4');
CREATE TABLE measure_runs (
    run_id TEXT NOT NULL,
    measure INTEGER NOT NULL REFERENCES measures (sequence) ON DELETE CASCADE,
    PRIMARY KEY (run_id, measure)
) WITHOUT ROWID;
INSERT INTO "measure_runs" VALUES('20300101T000000-abcd',1);
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
INSERT INTO "measures" VALUES(1,'','line_coverage',0.5,'ratio','measured','["20300101T000000-abcd"]','','2030-01-01T00:00:00.000Z');
INSERT INTO "measures" VALUES(2,'','mutation_score',NULL,'ratio','unavailable','[]','no mutant','2030-01-01T00:00:00.000Z');
CREATE TABLE migrations (
    version INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    applied_at TEXT NOT NULL
);
INSERT INTO "migrations" VALUES(1,'0001_ledger','433caa48cc19cba482690b5c4ce969fada8337af314f1a2f23f14b5f66d70c92','2030-01-01T00:00:00.000Z');
INSERT INTO "migrations" VALUES(2,'0002_compact_outcomes','6f8d54a5c806b4f4a04c0399934f44f338c8ce3395c6e9cfe4c00e90091bdf4a','2030-01-01T00:00:00.000Z');
INSERT INTO "migrations" VALUES(3,'0003_model_calls','e84961b637295cc2e6dd7afdb772e326886a4f060f4d12a4de9b9a144406037f','2030-01-01T00:00:00.000Z');
CREATE TABLE model_calls (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    model NOT NULL,
    provider NOT NULL,
    run NOT NULL,
    agent NOT NULL,
    subject NOT NULL,
    kind TEXT NOT NULL,
    started_at TEXT NOT NULL,
    day TEXT NOT NULL,
    outcome TEXT NOT NULL,
    input_tokens INTEGER NOT NULL DEFAULT 0 CHECK (input_tokens >= 0),
    output_tokens INTEGER NOT NULL DEFAULT 0 CHECK (output_tokens >= 0),
    cached_tokens INTEGER NOT NULL DEFAULT 0 CHECK (cached_tokens BETWEEN 0 AND input_tokens),
    usage_counted INTEGER NOT NULL DEFAULT 1,
    price_input TEXT,
    price_output TEXT,
    price_cached TEXT,
    reserve_pico INTEGER CHECK (reserve_pico >= 0),
    cost_pico INTEGER CHECK (cost_pico >= 0),
    stated_cost TEXT,
    duration_s REAL,
    error NOT NULL DEFAULT '',
    proposed_tests INTEGER,
    accepted_tests INTEGER,
    pid INTEGER NOT NULL,
    process_started TEXT NOT NULL,
    machine TEXT NOT NULL
);
INSERT INTO "model_calls" VALUES(1,'20300101T000000-abcdef01','openrouter/fable','openrouter','20300101T000000-abcd','qe-test-generator','a','scenarios','2030-01-01T00:00:00.000Z','2030-01-01','answered',1000,100,400,1,'3','15','0.3',900000000000,3420000000,'0.00342',1.5,'',3,2,1,'','host/');
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
INSERT INTO "mutants" VALUES(1,0,'m1','comparison','f',3,10,11,'<','<=','killed','["t"]',0.0,'');
INSERT INTO "mutants" VALUES(1,1,'m1','comparison','f',3,10,11,'<','<=','survived','[]',0.0,'');
CREATE TABLE notices (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    slug TEXT NOT NULL,
    message NOT NULL,
    recorded_at TEXT NOT NULL
);
INSERT INTO "notices" VALUES(1,'database-migrated','the database was brought from version 2 to 3','2030-01-01T00:00:00.000Z');
INSERT INTO "notices" VALUES(2,'budget-alert','90% of the limit of the day 2030-01-01 (UTC) is spent or set aside: $0.9000 of $1.0000','2030-01-01T00:00:00.000Z');
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
CREATE TABLE outcomes (
    run INTEGER NOT NULL REFERENCES runs (sequence) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    test INTEGER NOT NULL REFERENCES tests (id),
    outcome TEXT NOT NULL,
    duration_s REAL NOT NULL,
    line INTEGER,
    message,
    packed_message BLOB,
    PRIMARY KEY (run, position)
) WITHOUT ROWID;
INSERT INTO "outcomes" VALUES(1,0,1,'passed',0.25,3,'',NULL);
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
INSERT INTO "runs" VALUES(1,'20300101T000000-abcd','test','["python", "-m", "pytest"]','/project','2030-01-01T00:00:00Z',1.5,0,'3.11.9','[["pytest", "9.0"]]','7','0',0,1,'["a note"]','[["subject", "a"]]','2030-01-01T00:00:00.000Z');
CREATE TABLE suite_files (
    path PRIMARY KEY,
    digest TEXT NOT NULL,
    subject NOT NULL,
    seed TEXT,
    run_id TEXT NOT NULL,
    recorded_at TEXT NOT NULL
);
INSERT INTO "suite_files" VALUES('tests/generated/test_a.py','d1','a','7','20300101T000000-abcd','2030-01-01T00:00:00.000Z');
CREATE TABLE tests (
    id INTEGER PRIMARY KEY,
    name NOT NULL,
    file NOT NULL,
    UNIQUE (name, file)
);
INSERT INTO "tests" VALUES(1,'tests/test_a.py::test_b','tests/test_a.py');
CREATE INDEX runs_by_kind ON runs (kind, sequence);
CREATE INDEX measures_by_name ON measures (scope, name, sequence);
CREATE INDEX operations_open ON operations (sequence) WHERE finished_at IS NULL;
CREATE INDEX artefacts_by_run ON artefacts (run);
CREATE INDEX artefacts_by_digest ON artefacts (digest);
CREATE INDEX model_calls_by_time ON model_calls (started_at);
CREATE INDEX model_calls_by_run ON model_calls (run, day);
CREATE INDEX model_calls_open ON model_calls (sequence) WHERE outcome = 'open';
CREATE TRIGGER model_call_added AFTER INSERT ON model_calls BEGIN
    INSERT INTO budget_use VALUES ('day', NEW.day, 0, 0), ('run', NEW.run, 0, 0)
    ON CONFLICT DO NOTHING;
    UPDATE budget_use SET
        dollars = dollars + coalesce(NEW.cost_pico, 0) / 1000000000000 + (pico + coalesce(NEW.cost_pico, 0) % 1000000000000) / 1000000000000,
        pico = (pico + coalesce(NEW.cost_pico, 0) % 1000000000000) % 1000000000000
    WHERE (scope = 'day' AND name = NEW.day) OR (scope = 'run' AND name = NEW.run);
END;
CREATE TRIGGER model_call_changed AFTER UPDATE OF cost_pico ON model_calls BEGIN
    UPDATE budget_use SET
        dollars = dollars - coalesce(OLD.cost_pico, 0) / 1000000000000 - (pico < coalesce(OLD.cost_pico, 0) % 1000000000000),
        pico = pico - coalesce(OLD.cost_pico, 0) % 1000000000000 + (pico < coalesce(OLD.cost_pico, 0) % 1000000000000) * 1000000000000
    WHERE (scope = 'day' AND name = OLD.day) OR (scope = 'run' AND name = OLD.run);
    UPDATE budget_use SET
        dollars = dollars + coalesce(NEW.cost_pico, 0) / 1000000000000 + (pico + coalesce(NEW.cost_pico, 0) % 1000000000000) / 1000000000000,
        pico = (pico + coalesce(NEW.cost_pico, 0) % 1000000000000) % 1000000000000
    WHERE (scope = 'day' AND name = NEW.day) OR (scope = 'run' AND name = NEW.run);
END;
CREATE TRIGGER model_call_removed AFTER DELETE ON model_calls BEGIN
    UPDATE budget_use SET
        dollars = dollars - coalesce(OLD.cost_pico, 0) / 1000000000000 - (pico < coalesce(OLD.cost_pico, 0) % 1000000000000),
        pico = pico - coalesce(OLD.cost_pico, 0) % 1000000000000 + (pico < coalesce(OLD.cost_pico, 0) % 1000000000000) * 1000000000000
    WHERE (scope = 'day' AND name = OLD.day) OR (scope = 'run' AND name = OLD.run);
END;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('runs',1);
INSERT INTO "sqlite_sequence" VALUES('measures',2);
INSERT INTO "sqlite_sequence" VALUES('notices',2);
INSERT INTO "sqlite_sequence" VALUES('model_calls',1);
COMMIT;
