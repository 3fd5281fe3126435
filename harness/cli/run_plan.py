"""What a run is to do: profiles, scenarios, readings, known deviations."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from harness import resources
from harness.cli.run_choices import Choices
from harness.cli.run_digest import suite
from harness.drivers.spec import HisSpec
from harness.errors import DataError, UsageError
from harness.policy.loading import pack
from harness.policy.readings import Readings
from harness.policy.rules import Rules
from harness.policy.rulings import load_rulings
from harness.scenario.checks import verifying
from harness.scenario.loading import shipped
from harness.scenario.model import Scenario
from harness.scenario.rows import Settings
from harness.scenario.runner import Plan
from harness.scenario.selection import of_profiles, select
from harness.scenario.subject import Subject
from harness.verdicts.baseline import read_baseline
from harness.verdicts.catalogue import Profile, chosen_profiles, profiles, requirements
from harness.verdicts.ledger import Scope
from harness.wire.carriage import carriage
from harness.wire.dialects import dialect

DEFAULT_PROFILE: Final = "referral-hospital"


def planned(choices: Choices, his: HisSpec, subject: Subject) -> Plan:
    """Return the plan of a run against a HIS that has introduced itself.

    Raises:
        UsageError: if the options ask for what does not exist or does not fit together.
        DataError: if a file is wrong.

    """
    assert choices.as_of is not None
    sets = _profiles(choices, subject)
    suited = of_profiles(shipped(), sets, choices.mode)
    wanted = [*choices.selector, *_failed(choices.failed_from)]
    chosen = select(suited, wanted, requirements())
    if choices.priority:
        chosen = {k: each for k, each in chosen.items() if each.priority == choices.priority}
    scope = Scope(
        as_of=choices.as_of,
        profiles=sets,
        mode=choices.mode,
        checks=verifying(suited.values()),
        selected=verifying(chosen.values()) if wanted or choices.priority else None,
        declared={k: v for k, v in subject.declares.items() if k in requirements()},
    )
    waived, expired = _known(choices)
    return Plan(
        scenarios=tuple(chosen.values()),
        catalogue=requirements(),
        scope=scope,
        settings=_settings(choices, his),
        subject=subject,
        head=_head(choices, his, subject, wanted or (list(chosen) if choices.priority else [])),
        waived=waived,
        expired=expired,
    )


def _profiles(choices: Choices, subject: Subject) -> tuple[Profile, ...]:
    if choices.profile:
        return chosen_profiles(choices.profile)
    roles = set(subject.roles)
    found = tuple(each for each in profiles().values() if roles & set(each.roles))
    return found or chosen_profiles([DEFAULT_PROFILE])


def _settings(choices: Choices, his: HisSpec) -> Settings:
    if choices.mode == "certification" and choices.reading:
        raise UsageError(
            "--reading is not for certification",
            why="there only clear text, decisions and the project's defaults hold",
            remedy="Give the bureau's ruling with --decisions.",
        )
    readings = Readings.parse(choices.reading)
    decisions, decided = _decisions(choices.decisions)
    assert choices.pack is not None
    rulings = load_rulings(choices.decisions) if choices.decisions else ()
    dialect(str(choices.dialect))
    carriage(str(choices.carriage))
    # Whether the rulings may stand beside this pack is said now, not in every row.
    Rules(pack(choices.pack), readings, rulings)
    return Settings(
        pack=choices.pack,
        dialect=str(choices.dialect),
        carriage=str(choices.carriage),
        readings=dict(readings.chosen),
        decisions=decisions,
        decided=decided,
        seed=choices.seed or 0,
        mode=choices.mode,
        idle=choices.idle or 2.0,
        in_process=his.in_process,
        alias=his.alias,
    )


def _decisions(path: Path | None) -> tuple[tuple[Mapping[str, Any], ...], tuple[str, ...]]:
    if path is None:
        return (), ()
    found = load_rulings(path)
    content = resources.load_yaml_text(path.read_text(encoding="utf-8"), str(path))
    listed = content.get("decisions", [content]) if isinstance(content, dict) else content
    return tuple(listed), tuple(sorted({name for each in found for name in each.readings}))


def _known(choices: Choices) -> tuple[Mapping[str, str] | None, frozenset[str]]:
    if choices.baseline is None:
        return None, frozenset()
    if choices.mode == "certification":
        raise UsageError("--baseline is not for certification", why="nothing is waived there")
    entries = read_baseline(choices.baseline)
    assert choices.as_of is not None
    over = frozenset(c for c, each in entries.items() if each.expires < choices.as_of)
    return {check: each.reason for check, each in entries.items()}, over


def _failed(report: Path | None) -> list[str]:
    """Return the scenarios that did not pass in an earlier report."""
    if report is None:
        return []
    file = report / "report.json" if report.is_dir() else report
    try:
        listed = json.loads(file.read_text(encoding="utf-8"))["scenarios"]
        verdicts = {each["id"]: each["verdict"] for each in listed}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError("not a report.json", where=str(file), why=str(error)) from None
    found = [id_ for id_, verdict in verdicts.items() if verdict not in ("pass", "not_applicable")]
    if not found:
        raise UsageError("nothing is left to play: everything passed", where=str(file))
    return found


def _head(
    choices: Choices, his: HisSpec, subject: Subject, wanted: Sequence[str]
) -> dict[str, Any]:
    told = {name: subject.his.get(name) for name in ("vendor", "product", "version", "build")}
    return {
        "suite": suite(),
        "selection": list(wanted) or None,
        "his": {"spec": his.text, "driver": his.kind, **told},
        "hospital": his.hospital,
        "in_service_on": his.in_service_on,
        "reproduce": choices.command(),
    }


def listed(scenarios: Iterable[Scenario], lang: str) -> Iterable[str]:
    """Give one line a scenario."""
    return (f"{each.id}  ×{len(each.rows)}  {each.title[lang]}" for each in scenarios)
