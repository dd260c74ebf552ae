-- Names of tests are kept once, and long messages are compressed: a run of ten thousand tests
-- takes a tenth of the space.
-- before: SELECT count(*) = 1 FROM sqlite_schema WHERE name = 'outcomes'
-- before: SELECT count(*) = 0 FROM sqlite_schema WHERE name = 'tests'
-- after: SELECT (SELECT count(*) FROM outcomes) = (SELECT outcomes FROM counted_before_2)
-- after: SELECT count(*) = 0 FROM sqlite_schema WHERE name = 'outcomes_before_2'

CREATE TEMPORARY TABLE counted_before_2 AS SELECT count(*) AS outcomes FROM outcomes;

CREATE TABLE tests (
    id INTEGER PRIMARY KEY,
    name NOT NULL,
    file NOT NULL,
    UNIQUE (name, file)
);
INSERT INTO tests (name, file) SELECT DISTINCT test, file FROM outcomes;

ALTER TABLE outcomes RENAME TO outcomes_before_2;
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
INSERT INTO outcomes (run, position, test, outcome, duration_s, line, message)
SELECT run, position, tests.id, outcome, duration_s, line, message
FROM outcomes_before_2 JOIN tests ON tests.name = outcomes_before_2.test
    AND tests.file = outcomes_before_2.file;
DROP TABLE outcomes_before_2;
