"""Tests of what a module declares: constants, tables, patterns, enumerations, hierarchies of classes."""
