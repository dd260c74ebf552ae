"""Suites of several generators, scored alike in one run."""
