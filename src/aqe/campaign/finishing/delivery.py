"""The files of one subject: written, recorded, and what there is to say about them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from aqe.analysis.locate import Located
from aqe.campaign.options import GenerateOptions
from aqe.campaign.suites.suite_files import left_behind, write_suite
from aqe.campaign.verifying.checking import Wires
from aqe.syntax.python.suites import is_untouched

__all__ = ["Delivery"]


@dataclass(slots=True)
class Delivery:
    """The files of one subject, and what there is to say about them."""

    located: Located
    options: GenerateOptions
    wires: Wires
    run_id: str
    files: list[Path] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def write(self, text: str, name: str) -> None:
        """Write a file of tests and record it, unless nothing is to be written."""
        if self.options.dry_run:
            return
        module, options, wires = self.located.module, self.options, self.wires
        with wires.folder_lock:
            path, note = write_suite(
                options.out,
                module,
                text,
                force=options.force,
                is_untouched=is_untouched,
                taken=wires.written,
                name=name,
            )
            wires.written.add(path)
        digest = hashlib.sha256(text.encode()).hexdigest()
        wires.store.record_suite_file(path, digest, module, options.seed, self.run_id)
        self.files.append(path)
        self.notes += [note] if note else []

    def beside(
        self, name: str, text: str | None, why_none: str = "", what: str = "properties"
    ) -> None:
        """Write what stands beside the suite; say where it is missing, and where an old one is left."""
        if text is not None:
            self.write(text, name)
        if self.options.property and why_none:
            self.notes.append(why_none)
        if self.options.changed is None:
            self.notes += left_behind(self.options.out / name, text is not None, what)
