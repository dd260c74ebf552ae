"""Mutation operators on syntax trees, as patches of the source text."""
