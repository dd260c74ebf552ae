"""The state of one project behind one door: `Store`."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from types import TracebackType

from aqe.domain.conversation import Asker, Call
from aqe.domain.measure import Measure
from aqe.domain.model import Model
from aqe.domain.mutant import MutantResult
from aqe.domain.run import RecordedRun, RunKind
from aqe.errors import StoreError
from aqe.settings.roots import state_folder
from aqe.store import artefacts, backups, calls, ledger, operation_log, retention, spending
from aqe.store.artefacts import Artefact
from aqe.store.calls import Settled
from aqe.store.database import Database
from aqe.store.migration import apply, shipped_migrations
from aqe.store.opening import StoreNotice, open_database, replace_database
from aqe.store.operation_log import OperationRecord
from aqe.store.retention import PruneReport, StoreHealth
from aqe.store.rows import number_text, safe_text, text_of
from aqe.store.seal import Seal, Sealed
from aqe.telemetry.clock import Clock, iso
from aqe.telemetry.redaction import redact

__all__ = ["Store"]

_MIB = 1_048_576
_SEALED = "."
"""Between the id of a call and its seal."""
_SEAL_CHARACTERS = 24


def _random_word() -> str:
    return secrets.token_hex(4)


def _untold(notice: StoreNotice) -> None:
    """For callers that tell nobody; the state remembers it."""


def _sealed(id: str, model: str) -> bytes:
    return f"{id}\0{model}".encode("utf-8", "surrogatepass")


class Store:
    """Runs, measures, mutants, suites, operations, artefacts and calls of models of one project.

    May be shared by threads. Another process opens its own.
    """

    def __init__(
        self,
        root: Path,
        database: Database,
        *,
        clock: Clock,
        notices: Sequence[StoreNotice] = (),
        new_word: Callable[[], str] = _random_word,
        tell: Callable[[StoreNotice], None] = _untold,
        seal: Seal | None = None,
    ) -> None:
        self.root = root
        self.notices = tuple(notices)
        """What happened to the state when it was opened, to be told to the user."""
        self._database = database
        self._clock = clock
        self._new_word = new_word
        self._tell = tell
        self._seal = seal
        self._is_told = False

    @classmethod
    def open(
        cls,
        root: Path,
        *,
        clock: Clock,
        busy_s: float = 30.0,
        new_word: Callable[[], str] = _random_word,
        tell: Callable[[StoreNotice], None] = _untold,
        seal: Seal | None = None,
    ) -> Store:
        """Opens the state of a project, and makes it where there is none.

        A damaged database is set aside under another name and a new one is begun; `notices` says so.
        `tell` hears what happens later on and concerns the user, such as a budget that is nearly spent.
        `seal` shows later which calls of models this user made; None: nobody asks.

        Raises:
            StoreError: ``disk-full``, ``state-read-only``, ``database-locked``,
                ``database-newer``, ``migration-changed``, ``migration-refused``.
        """
        root = root.resolve()
        opened = open_database(state_folder(root), clock=clock, busy_s=busy_s)
        store = cls(
            root,
            opened.database,
            clock=clock,
            notices=opened.notices,
            new_word=new_word,
            tell=tell,
            seal=seal,
        )
        store._remember(opened.notices)
        with contextlib.suppress(StoreError):  # the next opening tries again; they stay counted
            calls.note_lost(opened.database, clock)
        return store

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """The database file."""
        return self._database.path

    @property
    def folder(self) -> Path:
        """The state folder of the project."""
        return self._database.path.parent

    def close(self) -> None:
        """Ends the use of the state; closing twice is no error."""
        self._database.close()

    # Runs and their numbers.

    def new_run_id(self) -> str:
        """A new id; ids sort by time."""
        return f"{self._clock.now():%Y%m%dT%H%M%S}-{self._new_word()}"

    def record_run(self, run: RecordedRun, *, artefacts: Mapping[str, str] | None = None) -> None:
        """Records a run, with texts (logs, reports) by name; secrets are taken out.

        Raises:
            StoreError: The id is taken (``run-exists``), or the state cannot be written.
        """
        ledger.record_run(self._database, run, self._clock)
        for name, text in (artefacts or {}).items():
            self.artefact(redact(text).encode("utf-8", "backslashreplace"), name, run_id=run.id)

    def run(self, id: str) -> RecordedRun | None:
        """The run of that id, or None."""
        return ledger.run(self._database, id)

    def runs(self, kind: RunKind | None = None, limit: int = 20) -> tuple[RecordedRun, ...]:
        """The last runs, newest first."""
        return ledger.runs(self._database, kind, limit)

    def last_run(self, kind: RunKind | None = None) -> RecordedRun | None:
        """The run that was recorded last."""
        return next(iter(self.runs(kind, 1)), None)

    def record_measures(self, measures: Sequence[Measure]) -> None:
        """Records measures, each with its scope."""
        ledger.record_measures(self._database, measures, self._clock)

    def measures(self, run_id: str | None = None, *, scope: str = "") -> tuple[Measure, ...]:
        """The latest measure of each name: of the project, or of a part that `scope` names.

        With a run those that rest on it, whatever they are about.
        """
        if run_id is not None:
            return ledger.measures_of(self._database, run_id)
        return ledger.measures(self._database, scope)

    def latest_measure(self, name: str, kinds: Sequence[RunKind]) -> Measure | None:
        """The latest measure of that name out of runs of these kinds, whatever it is about."""
        return ledger.latest_measure(self._database, name, kinds)

    def record_mutants(self, run_id: str, results: Sequence[MutantResult]) -> None:
        """Records what became of mutants in a run that is recorded already.

        Raises:
            StoreError: It is not (``run-unknown``), or the state cannot be written.
        """
        ledger.record_mutants(self._database, run_id, results)

    def mutants(self, run_id: str) -> tuple[MutantResult, ...]:
        """The mutants of a run in the order in which they were recorded."""
        return ledger.mutants(self._database, run_id)

    # Suites that were written.

    def record_suite_file(
        self, path: Path | str, digest: str, subject: str, seed: int | None, run_id: str
    ) -> None:
        """Notes what a generated file held when it was written."""
        with self._database.writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO suite_files VALUES (?, ?, ?, ?, ?, ?)",
                (
                    safe_text(self._place(path)),
                    digest,
                    safe_text(subject),
                    number_text(seed),
                    run_id,
                    iso(self._clock.now()),
                ),
            )

    # Operations.

    def begin(self, operation: str, arguments: Mapping[str, object]) -> str:
        """Notes that this process begins an operation; gives its id."""
        id = self.new_run_id()
        operation_log.begin(self._database, id, operation, arguments, self._clock)
        return id

    def finish(self, id: str, status: str) -> None:
        """Notes how an operation ended.

        Raises:
            StoreError: It is not there (``operation-unknown``), or the state cannot be written.
        """
        operation_log.finish(self._database, id, status, self._clock)

    def interrupted(self) -> tuple[OperationRecord, ...]:
        """Operations whose process was killed, each told once."""
        return operation_log.interrupted(self._database, self._clock)

    def running(self) -> tuple[OperationRecord, ...]:
        """Operations that have not ended."""
        return operation_log.running(self._database)

    # Calls of language models, and their money.

    def begin_call(
        self,
        model: Model,
        asker: Asker,
        reserve_usd: Decimal | None,
        *,
        daily_limit_usd: Decimal | None,
        run_limit_usd: Decimal | None,
    ) -> str:
        """Sets money aside and writes the call down as open; gives its id.

        Tells, once a day and once a run, when 80% of a limit are spent or set aside. Without a price
        (`reserve_usd` is None) only tokens are counted, and the call is refused once a limit is reached.

        Raises:
            RouterError: With it the day (UTC) or the run would pass its limit (slug ``budget-spent``);
                nothing was written.
            StoreError: The amount is impossible (``amount-impossible``), or the state cannot be written.
        """
        id = f"{self.new_run_id()}{self._new_word()}"
        if self._seal is not None:
            seal = self._seal.of(Sealed.CALLS, _sealed(id, model.id))
            id = f"{id}{_SEALED}{seal[:_SEAL_CHARACTERS]}"
        limits = (daily_limit_usd, run_limit_usd)
        alerts = calls.begin(self._database, id, model, asker, reserve_usd, limits, self._clock)
        for each in alerts:
            self._tell(each)
        return id

    def settle_call(self, id: str, settlement: Settled) -> None:
        """Writes down how a call ended; a call that is settled already stays as it is.

        Where its cost is not known, what was set aside stays counted.

        Raises:
            StoreError: It is not there (``call-unknown``), its numbers are impossible
                (``amount-impossible``), or the state cannot be written.
        """
        calls.settle(self._database, id, settlement)

    def note_tests(self, id: str, *, proposed: int, accepted: int) -> None:
        """Writes down what became of the tests in an answer.

        Raises:
            StoreError: The call is not there (``call-unknown``), or the state cannot be written.
        """
        calls.note_tests(self._database, id, proposed, accepted)

    def calls(self, since: datetime | None = None) -> tuple[Call, ...]:
        """Calls that began at a moment or later, oldest first.

        Those that cannot be read are left out, and their number is told.
        """
        found, unreadable = calls.calls(self._database, since)
        if unreadable and not self._is_told:
            self._is_told = True
            self._tell(
                StoreNotice(
                    "calls-unreadable",
                    f"{unreadable} recorded calls of models cannot be read, and are left out",
                    "Something else wrote into the database; `aqe state check` says more.",
                )
            )
        return found

    def is_own(self, call: Call) -> bool:
        """Whether a call was recorded by this user, or is believed to have been."""
        id, _, seal = call.id.rpartition(_SEALED)
        return self._seal is None or self._seal.fits(
            Sealed.CALLS, _sealed(id, call.model), seal or None
        )

    def spent_usd(self, *, day: datetime | None = None, run: str | None = None) -> Decimal:
        """Spent and set aside on a day (UTC) or by a run, or in all."""
        return spending.spent(self._database, day, run)

    # Artefacts.

    def artefact(self, content: bytes, name: str, *, run_id: str | None = None) -> Path:
        """Keeps content under its digest; gives the path.

        Raises:
            StoreError: The run is not recorded (``run-unknown``), or the state cannot be written.
        """
        return artefacts.keep(self._database, content, name, run_id, self._clock)

    def artefacts(self, run_id: str | None = None) -> tuple[Artefact, ...]:
        """The artefacts of a run, or all of them."""
        return artefacts.listing(self._database, run_id)

    def read_artefact(self, artefact: Artefact) -> bytes:
        """The content of an artefact, which is checked against its digest."""
        return artefacts.read(artefact)

    # The state as a whole.

    def backup(self, reason: str = "on-demand") -> Path:
        """Copies the database, also while others write to it; gives the path of the copy."""
        with self._database.exclusive() as connection:
            return backups.back_up(connection, self.path, reason=reason, clock=self._clock)

    def backups(self) -> tuple[Path, ...]:
        """The backups of the database, newest first."""
        return backups.listing(self.path)

    def restore(self, file: Path) -> Path:
        """Brings the database back to a backup; gives the backup of what was there before.

        Calls of models that were made since are kept: a backup does not make money unspent.

        Raises:
            StoreError: The file is no sound backup (``backup-unusable``); nothing was changed.
        """
        chain = shipped_migrations()
        before = self.backup("before-restore")
        with self._database.exclusive() as connection:
            backups.copy_into(connection, file, newest_version=chain[-1].version)
            for migration in chain:
                apply(connection, migration, iso(self._clock.now()))
            calls.carry_over(connection, before)
        return before

    @classmethod
    def replace(cls, root: Path, file: Path, *, clock: Clock, busy_s: float = 30.0) -> Path | None:
        """Puts a backup in the place of a database that cannot be opened.

        Gives the name under which that database is kept, or None where there was none.

        Raises:
            StoreError: The file is no sound backup (``backup-unusable``); nothing was changed.
        """
        return replace_database(state_folder(root.resolve()), file, clock=clock, busy_s=busy_s)

    def check(self) -> StoreHealth:
        """Reads the whole state and says what is wrong with it."""
        return retention.health(self._database)

    def prune(self, *, runs: int, backups: int) -> PruneReport:
        """Removes runs and backups beyond the newest, old calls, and files that belong to nothing."""
        return retention.prune(
            self._database, runs=runs, backups_kept=backups, now=self._clock.now()
        )

    def tidy(self, *, runs: int, backups: int, max_mb: int) -> StoreNotice | None:
        """Prunes when there is clearly more than should be kept; tells when the state is large.

        Meant for the end of every command: it costs nothing while there is nothing to do.
        """
        recorded = int(self._database.value("SELECT count(*) FROM runs"))
        if recorded > runs + runs // 10 or len(self.backups()) > 2 * backups:
            self.prune(runs=runs, backups=backups)
        size_mb = retention.state_bytes(self.folder) / _MIB
        if size_mb <= max_mb:
            return None
        return StoreNotice(
            "state-large",
            f"the state in {self.folder} takes {size_mb:.0f} MiB, more than store.max_mb = {max_mb}",
            "`aqe state prune --runs N` removes old runs.",
        )

    def past_notices(self, limit: int = 20) -> tuple[StoreNotice, ...]:
        """What happened to the state so far, newest first."""
        found = self._database.rows(
            "SELECT slug, message FROM notices ORDER BY sequence DESC LIMIT ?", (limit,)
        )
        return tuple(StoreNotice(slug, text_of(message)) for slug, message in found)

    def _place(self, path: Path | str) -> str:
        absolute = (self.root / path).resolve()
        if absolute.is_relative_to(self.root):
            return absolute.relative_to(self.root).as_posix()
        return absolute.as_posix()

    def _remember(self, notices: Sequence[StoreNotice]) -> None:
        if notices:
            with self._database.writing() as connection:
                connection.executemany(
                    "INSERT INTO notices (slug, message, recorded_at) VALUES (?, ?, ?)",
                    [(each.slug, each.message, iso(self._clock.now())) for each in notices],
                )
