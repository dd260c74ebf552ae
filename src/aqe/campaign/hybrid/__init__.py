"""The loop behind the search: ask a model for what is left, judge what it proposes, keep what earns a place."""
