"""Frozen values that rooms exchange. No behaviour beyond arithmetic on themselves."""
