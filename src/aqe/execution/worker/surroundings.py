"""What lies in the folder in which people run tests, so that a test which depends on it shows by that."""

import os

_FILES = {
    "README.md": "# Project\n",
    "pyproject.toml": '[project]\nname = "project"\nversion = "1"\n',
}
_FOLDERS = ("src", "tests")


def furnish(folder: str) -> None:
    """Puts into an empty folder what a project's own folder holds."""
    for name in _FOLDERS:
        os.mkdir(os.path.join(folder, name))
    for name, text in _FILES.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)
