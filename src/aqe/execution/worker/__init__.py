"""The program that runs in the project's own interpreter.

Standard library only, Python 3.9 or later, relative imports only: nothing of `aqe` is importable there.
"""
