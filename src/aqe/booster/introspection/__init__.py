"""Reads what describes data: databases, contracts, types in source code."""
