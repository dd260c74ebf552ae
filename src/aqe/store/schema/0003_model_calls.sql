-- Calls of language models: what was set aside, what they cost, who asked, which tests came of them.
-- Money is whole pico-dollars (10^-12 US dollars); prices are decimals as text.
-- before: SELECT count(*) = 0 FROM sqlite_schema WHERE name IN ('model_calls', 'budget_alerts')
-- after: SELECT count(*) = 2 FROM sqlite_schema WHERE name IN ('model_calls', 'budget_alerts')

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
CREATE INDEX model_calls_by_day ON model_calls (day, cost_pico);
CREATE INDEX model_calls_by_run ON model_calls (run, cost_pico);
CREATE INDEX model_calls_open ON model_calls (sequence) WHERE outcome = 'open';

CREATE TABLE budget_alerts (
    scope TEXT NOT NULL,
    name NOT NULL,
    told_at TEXT NOT NULL,
    PRIMARY KEY (scope, name)
);
