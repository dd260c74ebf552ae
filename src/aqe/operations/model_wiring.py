"""The router as operations want it: catalogue, keys, providers, ledger and limits of one project."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from random import Random

from aqe.analysis.source_facts import source_facts
from aqe.campaign.model_wires import Assessment
from aqe.catalog import load_providers, load_scores
from aqe.domain.model import Model
from aqe.domain.provider import ProviderDefinition
from aqe.domain.routing import Complexity, Priority, Sensitivity
from aqe.errors import AqeError, RouterError, SourceError, UsageError
from aqe.operations.model_choice import AUTO, OFFLINE
from aqe.operations.services import Services
from aqe.router.background import BlockingDispatcher
from aqe.router.catalogue.catalogue import Catalogue, load_catalogue, local_model
from aqe.router.catalogue.quality import measured_quality
from aqe.router.complexity import judge_complexity
from aqe.router.dispatch import Dispatcher, Limits
from aqe.router.keys.keys import KeyChain, key_chain, key_warnings
from aqe.router.last_door import through_last_door
from aqe.router.local_models import PROVIDER as LOCAL
from aqe.router.local_models import LocalModels
from aqe.router.options import Circumstances
from aqe.router.ports import Provider
from aqe.router.providers import Providers
from aqe.router.providers.address import address_of, require_safe_way
from aqe.router.router import Preference, Router
from aqe.router.sensitivity import find_sensitive, rules_of
from aqe.router.speed import measured_speeds
from aqe.settings import state_folder
from aqe.store.seal import TRUST_VARIABLE

__all__ = ["ModelWiring", "assessed"]


@dataclass
class ModelWiring:
    """What the router of one project is made of; each part is made when it is first needed."""

    services: Services
    _private: dict[Path, bool] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def definitions(self) -> Mapping[str, ProviderDefinition]:
        """Providers that can be spoken to, by name."""
        return load_providers()

    @cached_property
    def keys(self) -> KeyChain:
        """Where keys lie."""
        return key_chain(self.services.environ, self.services.clock.now)

    @cached_property
    def local(self) -> LocalModels:
        """Models of this machine."""
        return LocalModels(self.services.root, self.services.seal)

    @property
    def lists(self) -> Path:
        """Folder with the lists that providers sent."""
        return state_folder(self.services.root) / "models"

    @cached_property
    def catalogue(self) -> Catalogue:
        """All models that are known today; what is wrong with their sources is told."""
        return self.catalogue_with(())

    def catalogue_with(self, own: Sequence[Model]) -> Catalogue:
        """The catalogue with further models."""
        catalogue = load_catalogue(
            today=self.services.clock.now().date(),
            scores=load_scores(),
            lists=self.lists,
            own=(*self.local.models(), *own),
            seal=self.services.seal,
        )
        for each in catalogue.notes:
            self.services.notice(each)
        for file in self.local.foreign():
            self.services.notice(
                f"the record {file.name!r} of a local model was not written by this user on this machine,"
                " and is left aside: install the model with `aqe router install-local DIR`"
            )
        return catalogue

    def providers(self) -> Providers:
        """Ways to all providers, those of this machine included."""
        return Providers(
            self.definitions,
            self.services.environ,
            self.keys,
            now=self.services.clock.now,
            others={LOCAL: self._on_this_machine},
        )

    def _on_this_machine(self) -> Provider:
        from aqe.router.providers.onnx_local import OnnxLocal

        return OnnxLocal(self.local, self.services.environ)

    def obstacle(self, provider: str) -> str | None:
        """Why a provider cannot be asked, in words; None where it can as far as is known here."""
        if provider == LOCAL:
            return None if self.local.models() else "no model is installed"
        definition = self.definitions.get(provider)
        if definition is None:
            return "it is not known how to speak to it"
        try:
            address = address_of(definition, self.services.environ)
            if address is None:
                return f"{definition.url_variable} is not set"
            key = self.keys.key(provider)
            require_safe_way(definition, address, key)
            if definition.needs_key and key is None:
                return (
                    f"no key: {definition.key_variable} is not set, and no keyring or vault has it"
                )
        except AqeError as error:
            return error.message
        return None

    def circumstances(self, reachable: frozenset[str]) -> Circumstances:
        """Who can be asked, and what the ledger says of them."""
        store, now = self.services.store, self.services.clock.now()
        recorded = store.calls()
        own = [each for each in recorded if store.is_own(each)]
        foreign = [each for each in recorded if not store.is_own(each)]
        if foreign and (measured_quality(foreign, now) or measured_speeds(foreign)):
            self.services.notice(
                f"{len(foreign)} recorded calls of models were not made by this user on this machine: they"
                " say nothing about models here, but count against limits;"
                f" {TRUST_VARIABLE}=calls believes them"
            )
        return Circumstances(
            reachable=reachable,
            measured=measured_quality(own, now),
            speeds=measured_speeds(own),
        )

    def reachable(self) -> frozenset[str]:
        """Providers that can be asked as far as is known here."""
        names = (*self.definitions, LOCAL)
        return frozenset(each for each in names if self.obstacle(each) is None)

    def preference(self, choice: str) -> Preference:
        """How to choose.

        Raises:
            UsageError: The simple router is at work, and no model is set for it.
        """
        settings = self.services.settings.router
        model: str | None = None
        priority = Priority(settings.priority)
        if choice == OFFLINE:
            priority = Priority.OFFLINE
        elif choice != AUTO:
            model = choice
        elif not settings.enhanced:
            model = settings.model
            if model is None:
                raise UsageError(
                    "nothing is chosen among models, and none is set",
                    hint="`aqe config set router.model provider/name`, or switch the choice on:"
                    " AQE_USE_ENHANCED_ROUTER=true",
                    slug="no-model-set",
                )
        return Preference(model, priority, settings.minimum_quality, settings.deadline_s)

    @contextmanager
    def router(self, choice: str = AUTO) -> Iterator[Router]:
        """The router, until the end of the block.

        Args:
            choice: ``auto``, ``offline`` or the id of a model.

        Raises:
            UsageError: There is no such model.
        """
        preference = self.preference(choice)
        catalogue = self.catalogue
        if preference.model is not None and preference.model not in catalogue.by_id:
            own = _unlisted(preference.model)
            if own is not None:
                catalogue = self.catalogue_with([own])
            _require(preference.model, catalogue)
        # Offline nothing is looked up either: no keyring, no vault, no server of this machine.
        reachable = (
            frozenset({LOCAL}) if preference.priority is Priority.OFFLINE else self.reachable()
        )
        if preference.priority is not Priority.OFFLINE:
            model = preference.model
            self._tell_of_old_keys(reachable if model is None else {model.partition("/")[0]})
        dispatcher = self._dispatcher()
        circumstances = self.circumstances(reachable)
        with Router(
            catalogue, circumstances, dispatcher, self.services.store, preference
        ) as router:
            known = {each.provider for each in catalogue.models} - {LOCAL}
            watched = self._watched(preference, reachable & known)
            if watched:
                dispatcher.start_checks(watched)
            yield router

    def _watched(self, preference: Preference, providers: frozenset[str]) -> tuple[str, ...]:
        """Providers that are checked again and again: those that agents may ask.

        A person who waits for one command sees what its questions meet; nobody sits beside agents.
        """
        if not self.services.agent or preference.priority is Priority.OFFLINE:
            return ()
        if preference.model is not None:
            providers &= {preference.model.partition("/")[0]}
        return tuple(sorted(providers))

    def _tell_of_old_keys(self, providers: Collection[str]) -> None:
        found = {}
        for each in providers:
            try:
                key = self.keys.key(each)
            except RouterError:
                continue  # told where it is to be used
            if key is not None:
                found[each] = key
        for warning in key_warnings(found, self.services.clock.now()):
            self.services.notice(warning)

    def _dispatcher(self) -> BlockingDispatcher:
        services, settings = self.services, self.services.settings.router
        providers = self.providers()
        dispatcher = Dispatcher(
            through_last_door(providers, providers.stays_here),
            services.store,
            stays_here=providers.stays_here,
            ticker=time.monotonic,
            sleep=asyncio.sleep,
            chance=Random(os.getpid()).random,  # processes that failed together come back apart
            limits=Limits(
                daily_usd=Decimal(str(settings.daily_limit_usd)),
                run_usd=Decimal(str(settings.run_limit_usd)),
                concurrency=settings.concurrency,
                requests_a_minute=settings.requests_a_minute,
            ),
            notice=services.notice,
        )
        return BlockingDispatcher(dispatcher, release=providers.close, cancelled=services.cancelled)

    def sensitivity(self, source: str, path: Path | None) -> Sensitivity:
        """Whether a source may leave this machine."""
        rules = rules_of(self.services.settings.router)
        place = None if path is None else self.services.place(path)
        return find_sensitive(source, path=place, rules=rules)

    def assess(
        self,
        source: str,
        prompt: str,
        paths: Sequence[Path],
        *,
        failed_goals: int,
        total_goals: int,
    ) -> Assessment:
        """What has to be known of a question before a model is chosen."""
        is_sensitive = (
            self.sensitivity(source, paths[0] if paths else None).is_sensitive
            or self.sensitivity(prompt, None).is_sensitive
            or any(self.is_private(each) for each in paths[1:])
        )
        return Assessment(assessed(source, failed_goals, total_goals), is_sensitive)

    def is_private(self, path: Path) -> bool:
        """Whether nothing out of a file may leave this machine; so one that cannot be read.

        Its text is judged once.
        """
        if path not in self._private:
            try:
                text = path.read_bytes().decode("utf-8", "replace")
            except OSError:
                return True
            self._private[path] = self.sensitivity(text, path).is_sensitive
        return self._private[path]


def _require(id: str, catalogue: Catalogue) -> None:
    try:
        catalogue.model(id)
    except RouterError as error:  # whoever named it can name another one
        raise UsageError(error.message, hint=error.hint, slug=error.slug) from error


def assessed(source: str, failed_goals: int = 0, total_goals: int = 0) -> Complexity:
    """How hard a source is; as hard as can be where it cannot be read."""
    try:
        facts = source_facts(
            source, "the source", failed_goals=failed_goals, total_goals=total_goals
        )
    except SourceError:
        return Complexity.CRITICAL
    return judge_complexity(facts).complexity


def _unlisted(id: str) -> Model | None:
    """A model of a server that only the user knows, and whose models nobody lists."""
    provider, _, name = id.partition("/")
    if provider == "ollama":
        return local_model(name, provider=provider, context_tokens=None)
    if provider == "compatible":
        unpriced = local_model(name, provider=provider, context_tokens=None)
        return replace(unpriced, price=None, tier=None)
    return None
