from __future__ import annotations

import pytest

from aqe.booster.patterns.imports import ImportClash, with_imports


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import os\n\nx = 1\n", "import os\nimport pytest\n\nx = 1\n"),
        ("x = 1\n", "import pytest\n\nx = 1\n"),
        ("", "import pytest\n"),
        ('"""Doc."""\n\nx = 1\n', '"""Doc."""\nimport pytest\n\nx = 1\n'),
        (
            "from __future__ import annotations\nx = 1\n",
            "from __future__ import annotations\nimport pytest\nx = 1\n",
        ),
        ("import pytest\nx = 1\n", "import pytest\nx = 1\n"),
        ("import os\r\nx = 1\r\n", "import os\r\nimport pytest\r\nx = 1\r\n"),
        ("import os", "import os\nimport pytest\n"),
        (
            "# \x0c \u2028 c\nimport os\nx = 1\n",
            "# \x0c \u2028 c\nimport os\nimport pytest\nx = 1\n",
        ),
        ("@dec\ndef f(): pass\n", "import pytest\n\n@dec\ndef f(): pass\n"),
    ],
)
def test_a_missing_import_goes_behind_the_others(before: str, after: str) -> None:
    assert with_imports(before, ["import pytest"]) == after
    assert with_imports(after, ["import pytest"]) == after


def test_names_are_looked_for_not_statements() -> None:
    source = "from datetime import datetime, timezone\n"
    assert with_imports(source, ["from datetime import timezone"]) == source


@pytest.mark.parametrize(
    "source", ["from zones import timezone\n", "timezone = 3\n", "def timezone(): pass\n"]
)
def test_a_name_that_means_something_else_is_refused(source: str) -> None:
    with pytest.raises(ImportClash, match="'timezone'"):
        with_imports(source, ["from datetime import timezone"])
