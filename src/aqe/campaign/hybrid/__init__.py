"""The loop behind the search: ask a model for what is left, judge its tests, keep what earns a place."""
