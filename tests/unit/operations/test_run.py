"""Files that a run of the suite writes."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import fromstring

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
