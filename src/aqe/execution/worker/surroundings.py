"""What is there where people run tests, so that a test which depends on it shows by that."""

import os
import sys
from types import ModuleType

_FILES = {
    "README.md": "# Project\n",
    "conftest.py": '"""Nothing to set up."""\n',
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


def hide_arguments() -> None:
    """Takes away what this process was started with: code under test has its own arguments."""
    sys.argv[:] = ["pytest"]


def import_elsewhere(folder: str) -> None:
    """Makes the import system look as it may under another runner of tests.

    It has a folder with a module more on its path, and a module without a name, as pytest leaves one when it
    imports tests by their files. The runner itself was started with other arguments.
    """
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "somewhere_else.py"), "w", encoding="utf-8") as file:
        file.write('"""Nobody imports this."""\n')
    sys.path.append(folder)
    sys.modules.setdefault("", ModuleType(""))
    sys.argv[:] = ["python -m pytest", "tests"]
