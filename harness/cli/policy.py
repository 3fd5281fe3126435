"""``harness policy``: adjudicate by the batch, explain a number, list packs and readings."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from harness.cli.language import lang_option
from harness.cli.policy_files import Progress, reader, writer
from harness.errors import EnvironmentFault, UsageError
from harness.money import yuan

if TYPE_CHECKING:
    from harness.policy.batch import Recipe

Command = TypeVar("Command", bound=Callable[..., Any])


@click.group()
def policy() -> None:
    """Price stays by the rules, and say why.

    \b
    Examples:
      harness policy adjudicate cases.ndjson answers.ndjson
      harness policy explain cases.ndjson --case c1 --stay 1
      harness policy packs
    """


def _rule_options(command: Command) -> Command:
    for option in (
        click.option("--decisions", metavar="FILE", help="Decisions of the insured's bureau."),
        click.option(
            "--reading", "readings", multiple=True, metavar="CC-xx=OPTION", help="Read so. Repeats."
        ),
        click.option("--pack", "pack_name", default="nm-region", metavar="P", show_default=True),
    ):
        command = option(command)
    return command


@policy.command()
@click.argument("source", metavar="IN.ndjson")
@click.argument("target", metavar="OUT.ndjson")
@_rule_options
@click.option("--explain", is_flag=True, help="Add the steps of every number.")
@click.option("--jobs", type=click.IntRange(1, 256), default=1, show_default=True)
@lang_option
def adjudicate(
    *,
    source: str,
    target: str,
    pack_name: str,
    readings: tuple[str, ...],
    decisions: str | None,
    explain: bool,
    jobs: int,
    lang: str,
) -> None:
    """Adjudicate person-years: one JSON object a line in, one a line out, same order.

    A case that cannot be decided gets an error of its own and the run goes on. A dash is standard
    input or output. Amounts are strings in yuan; stays stand in order of settlement.

    \b
    One case (in one line):
      {"case": "c1", "person": {"status": "active", "disabled": false},
       "stays": [{"grade": "3A", "reach": "local",
                  "admitted_on": "2025-03-01", "discharged_on": "2025-03-09",
                  "lines": [{"item_class": "A", "kind": "ordinary", "amount": "50000.00"}]}]}
      status   active, retired
      grade    3A, 3B, 2A to 2C, 1A to 1C
      reach    local, referred, emergency (outside the region)
      class    A, B, self_paid
      kind     ordinary, partly_paid_item, special_item (both: "approved"),
               blood_product ("rescue"), isolation_bed
      arrears  "standing" of the person: {"arrears": ["2025-03"],
               "payments": [{"month": "2025-03", "paid_on": "2025-06-20"}],
               "large_amount_paid": true}, and "charged_on" of the lines

    \b
    Examples:
      harness policy adjudicate cases.ndjson answers.ndjson
      harness policy adjudicate - - --reading CC-14=relative --explain < cases.ndjson
    """
    from harness.policy.batch import adjudicate_lines

    recipe = _recipe(pack_name, readings, decisions, explain=explain, lang=lang)
    with reader(source) as lines, writer(target) as out:
        report = Progress(quiet=not sys.stderr.isatty())
        for answers in adjudicate_lines(recipe, lines, jobs=jobs, progress=report):
            out.write(answers)
    report.close()


@policy.command()
@click.argument("source", metavar="IN.ndjson")
@_rule_options
@click.option("--case", "case_id", metavar="ID", help="Only this case.")
@click.option("--stay", type=click.IntRange(1), metavar="N", help="Only the n-th stay.")
@click.option("--json", "as_json", is_flag=True, help="Steps as JSON, one stay a line.")
@lang_option
def explain(
    *,
    source: str,
    pack_name: str,
    readings: tuple[str, ...],
    decisions: str | None,
    case_id: str | None,
    stay: int | None,
    as_json: bool,
    lang: str,
) -> None:
    """Show a number or a decision step by step: rule, clause, value with its date, reading.

    A line states the stays of a case (see adjudicate), or asks a question of law: slip, filing,
    extension, visit, transfer, specialist, cause, chronic_request, chronic_visit, offsite_request,
    offsite_claim, large_amount, registration, retirement.

    \b
    One question (in one line):
      {"case": "d1", "question": "filing", "at": "2025-08-07T09:00:00+08:00",
       "filing": {"category": "REFERRED", "channel": "WINDOW",
                  "to": {"region": "110000", "level": 3}, "slip": {"referral_on": "2025-05-06"}}}

    \b
    Examples:
      harness policy explain cases.ndjson --case c1 --stay 2
      harness policy explain cases.ndjson --lang zh
      harness policy explain cases.ndjson --json
    """
    from harness.policy.report import asks_law, explanation, explanation_json

    rules = _recipe(pack_name, readings, decisions, law=True).rules()
    found = False
    with reader(source) as lines:
        for line in lines:
            if not asks_law(line):
                _used_by_adjudication(rules.readings.chosen)
            if as_json:
                texts = explanation_json(rules, line, case_id, stay)
            else:
                texts = explanation(rules, line, case_id, stay, lang)
            for text in texts:
                found = True
                click.echo(text)
    if not found:
        wanted = f"case {case_id}" if case_id is not None else "case"
        raise UsageError(f"no {wanted}{f' with a stay {stay}' if stay else ''} in {source}")


@policy.command()
@click.argument("export", metavar="EXPORT")
@click.option("--out", "target", required=True, metavar="DIFFERENCES", help="CSV, NDJSON, Parquet.")
@_rule_options
@lang_option
def readjudicate(
    *,
    export: str,
    target: str,
    pack_name: str,
    readings: tuple[str, ...],
    decisions: str | None,
    lang: str,
) -> int:
    """Price an export of settled stays again and list every payment that differs.

    EXPORT is Parquet, CSV or NDJSON, a stay a row, amounts in whole fen; the exit code is 1 if
    anything differs.

    \b
    Columns:
      case seq status disabled grade reach admitted_on discharged_on
      ordinary class_b self_paid upfront_share paid_pooled paid_large_amount
      (upfront_bed: the part of upfront_share for isolation beds, 0 if left out)

    \b
    Examples:
      harness policy readjudicate stays-2025.parquet --out differences.csv
    """
    try:
        from harness.policy.readjudicate import differences, read_export, write_differences
    except ImportError as error:
        raise EnvironmentFault(
            "whole exports need the libraries for bulk work",
            why=f"{error.name} is not installed",
            remedy="Install them: pip install 'referral-harness[bulk]'.",
        ) from None

    rules = _recipe(pack_name, readings, decisions).rules()
    frame = read_export(export)
    found = list(differences(rules, frame))
    write_differences(found, target)
    owed = sum(each.pooled_difference + each.large_amount_difference for each in found)
    told = (
        f"{len(frame)} stays, {len(found)} differ, {yuan(owed)} yuan owed",
        f"住院{len(frame)}次，其中{len(found)}次支付金额不同，应补付{yuan(owed)}元",
    )
    click.echo(told[lang == "zh"], err=True)
    return 1 if found else 0


@policy.command()
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@lang_option
def packs(as_json: bool, lang: str) -> None:
    """List the packs, and the readings with their options (the first is the default).

    \b
    Examples:
      harness policy packs
      harness policy packs --json
    """
    from harness.policy.report import catalogue, catalogue_json

    if as_json:
        click.echo(catalogue_json())
        return
    for line in catalogue(lang):
        click.echo(line)


def _recipe(
    pack_name: str,
    readings: tuple[str, ...],
    decisions: str | None,
    *,
    explain: bool = False,
    lang: str = "en",
    law: bool = False,
) -> Recipe:
    """Check what was asked for before the first line is read.

    Raises:
        UsageError: for a reading that does not exist or that adjudication never asks for.
        DataError: for a pack or a file of decisions that does not load.

    """
    from harness.policy.batch import Recipe
    from harness.policy.readings import Readings
    from harness.policy.rulings import load_rulings

    chosen = Readings.parse(readings)
    if not law:
        _used_by_adjudication(chosen.chosen)
    rulings = load_rulings(decisions) if decisions else ()
    recipe = Recipe(
        pack=pack_name,
        readings=dict(chosen.chosen),
        rulings=rulings,
        explain=explain,
        lang=lang,
    )
    recipe.rules()
    return recipe


def _used_by_adjudication(chosen: Iterable[str]) -> None:
    """Refuse readings that adjudication never asks for.

    Raises:
        UsageError: naming them.

    """
    from harness.policy.adjudicate import USED_READINGS

    unused = sorted(set(chosen) - USED_READINGS)
    if unused:
        raise UsageError(
            f"{', '.join(unused)} is not used",
            why=f"adjudication asks for {', '.join(sorted(USED_READINGS))}",
        )
