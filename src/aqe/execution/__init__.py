"""Runs of code under test, always in processes of their own."""
