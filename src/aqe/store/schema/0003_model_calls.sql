-- Calls of language models: what was set aside, what they cost, who asked, which tests came of them.
-- Money is whole pico-dollars (10^-12 US dollars); prices are decimals as text. What a day or a run has
-- used is kept as a total, in dollars and the rest, so that a limit is checked in the same time always.
-- before: SELECT count(*) = 0 FROM sqlite_schema WHERE name IN ('model_calls', 'budget_use', 'budget_alerts')
-- after: SELECT count(*) = 3 FROM sqlite_schema WHERE name IN ('model_calls', 'budget_use', 'budget_alerts')
-- after: SELECT count(*) = 3 FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'model_calls'

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
CREATE INDEX model_calls_by_time ON model_calls (started_at);
CREATE INDEX model_calls_by_run ON model_calls (run, day);
CREATE INDEX model_calls_open ON model_calls (sequence) WHERE outcome = 'open';

CREATE TABLE budget_alerts (
    scope TEXT NOT NULL,
    name NOT NULL,
    told_at TEXT NOT NULL,
    PRIMARY KEY (scope, name)
);

CREATE TABLE budget_use (
    scope TEXT NOT NULL,
    name NOT NULL,
    dollars INTEGER NOT NULL CHECK (dollars >= 0),
    pico INTEGER NOT NULL CHECK (pico BETWEEN 0 AND 999999999999),
    PRIMARY KEY (scope, name)
) WITHOUT ROWID;
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
