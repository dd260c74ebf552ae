"""Files that a run of the suite writes."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from aqe.errors import EvidenceError, UsageError
from aqe.operations.operation import Status
from aqe.operations.run import RunRequest, run
from aqe.operations.services import Services

KEY = "ghp_" + "0123456789abcdef" * 2 + "0123"


def test_written_reports_tell_the_run_and_no_secret(services: Services) -> None:
    (services.root / "test_it.py").write_text(
        "import os\n\ndef test_a():\n    raise ValueError('<b> ' + ''.join(['ghp', '_'])"
        " + '0123456789abcdef' * 2 + '0123')\n\n\ndef test_b():\n    pass\n"
    )
    request = RunRequest(coverage=False, junit=Path("out/r.xml"), html=Path("out/r.html"))

    result = run(request, services)

    page, junit = ((services.root / "out" / name).read_text() for name in ("r.html", "r.xml"))
    assert result.status is Status.FINDINGS
    assert {path.name for path in result.written} == {"r.html", "r.xml"}
    assert {each.get("name") for each in fromstring(junit).iter("testcase")} == {"test_a", "test_b"}
    assert KEY in result.broken[0].message
    for text in (page, junit):
        assert "ValueError: &lt;b&gt; [redacted]" in text
        assert KEY not in text
    assert result.run in page


@pytest.mark.parametrize(
    ("request_", "slug"),
    [
        (RunRequest(junit=Path("file/r.xml")), "unwritable-output"),
        (RunRequest(html=Path()), "unwritable-output"),
        (RunRequest(coverage=False, lcov=Path("l.info")), "bad-argument"),
        (RunRequest(coverage=False, cobertura=Path("c.xml")), "bad-argument"),
    ],
)
def test_what_cannot_be_written_is_told_before_the_suite_runs(
    services: Services, request_: RunRequest, slug: str
) -> None:
    (services.root / "file").touch()
    (services.root / "test_it.py").write_text("def test_a(): pass\n")

    with pytest.raises(UsageError) as caught:
        run(request_, services)

    assert caught.value.slug == slug
    assert services.store.runs() == ()


def test_what_cannot_be_written_after_all_does_not_hide_the_run(services: Services) -> None:
    (services.root / "test_it.py").write_text("def test_a(): pass\n")

    with pytest.raises(EvidenceError) as caught:  # there is no source to measure
        run(RunRequest(lcov=Path("l.info")), services)

    (recorded,) = services.store.runs()
    assert f"the run is recorded: `aqe report {recorded.id}` shows it" in (caught.value.hint or "")
