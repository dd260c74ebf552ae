"""Which scenarios become tests, and which more are needed to tell mutants."""
