"""From a source to the draft of a suite: search, replay, mutants, cases."""
