"""Goals to candidate tests: values, seeds, search, selection, oracles."""
