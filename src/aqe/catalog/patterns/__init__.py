"""Patterns of test code as data, a file per language and subject."""
