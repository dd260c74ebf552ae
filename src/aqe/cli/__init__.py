"""The command line: parses, calls one operation, draws its result.

Importing `aqe.cli.app` loads click and nothing heavy; a command's module is imported when the command
is called.
"""
