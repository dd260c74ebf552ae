"""The loops: the only room that knows in which order stages work."""
