"""The migration chain, as numbered SQL files."""
