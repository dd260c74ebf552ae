"""The program that runs real pytest in the project's own interpreter and tells what happened.

Standard library, pytest and coverage only, Python 3.9 or later, relative imports only: nothing of
`aqe` is importable there. It is loaded from its folder under the name ``aqe_launch`` without
touching the import path, reads one request file and writes one JSON object per event.
"""
