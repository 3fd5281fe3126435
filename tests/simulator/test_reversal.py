"""2601 on each transaction that a dialect lets it undo, and what it must not undo."""

from typing import Any

import pytest

from .test_outpatient import charged, settled, visit


def of(desk: Any, person: str = "wang") -> dict[str, Any]:
    """What the platform knows of a person, and whether each fee line is settled."""
    lines = desk.platform.store.snapshot()["lines"]
    return {
        **desk.platform.view(person),
        "lines": {key: each["settlement"] for key, each in lines.items()},
    }


def paid_visit(desk: Any) -> tuple[str, str]:
    """A visit of 180.50 settled from the account; visit and settlement number."""
    stay = visit(desk)
    charged(desk, stay, "180.50")
    info = settled(desk, stay, "180.50", acct_used_flag="1", header={"msgid": "SET"})
    return stay, info.response.node("setlinfo")["setl_id"]


def paid_stay(desk: Any, **fields: Any) -> tuple[str, str]:
    """A stay of 20,000 settled, the account used."""
    stay = desk.admitted()
    desk.charged(stay, "20000.00")
    if fields.get("mid_setl_flag") != "1":
        desk.ask("2402", mdtrt_id=stay, endtime="2025-05-10 09:00:00")
    given = {"mdtrt_id": stay, "medfee_sumamt": "20000.00", "mid_setl_flag": "0"}
    outcome = desk.ask("2304", {"msgid": "SET"}, acct_used_flag="1", **{**given, **fields})
    return stay, outcome.response.node("setlinfo")["setl_id"]


CHAINS = [
    (paid_visit, "2207", "2208", {}),
    (paid_stay, "2304", "2305", {}),
    (paid_stay, "2304", "2305", {"mid_setl_flag": "1"}),
]


@pytest.mark.parametrize("dialect", ["tif", "tif-text", "sorted-sm2"])
@pytest.mark.parametrize(("chain", "settling", "undoing", "fields"), CHAINS)
def test_the_reversal_of_an_undoing_lets_the_settlement_stand_again(
    open_desk: Any, dialect: Any, chain: Any, settling: Any, undoing: Any, fields: Any
) -> None:
    """Everything is as it was before 2208 or 2305; it can be undone again, once."""
    desk = open_desk(dialect_name=dialect)
    stay, number = chain(desk, **fields)
    before = of(desk)
    desk.ask(undoing, {"msgid": "UN"}, mdtrt_id=stay, setl_id=number)
    refusals = [desk.ask("2601", omsgid="UN", oinfno=undoing).refusal for _ in range(2)]

    assert [None, "ALREADY_REVERSED"] == refusals
    assert before == of(desk)
    assert desk.ask(undoing, mdtrt_id=stay, setl_id=number).refusal is None
    assert "ALREADY_REVERSED" == desk.ask("2601", omsgid="SET", oinfno=settling).refusal


@pytest.mark.parametrize("dialect", ["plain", "strict-hn", "csb", "oauth-sm"])
def test_an_undoing_is_not_reversible_where_the_list_lacks_it(open_desk: Any, dialect: Any) -> None:
    """Hunan's list has settlement and admission only."""
    desk = open_desk(dialect_name=dialect)
    signed = desk.ask("9001").response.node("signinoutb")["sign_no"]
    given = {"omsgid": "UN", "oinfno": "2208"}

    assert "NOT_REVERSIBLE" == desk.ask("2601", {"sign_no": signed}, **given).refusal


def deleted(desk: Any, stay: str) -> None:
    """The lines are gone."""
    desk.ask("2205", mdtrt_id=stay, chrg_bchno="0000")


def more(desk: Any, stay: str) -> None:
    """Another line waits."""
    charged(desk, stay, "5.00", feedetl_sn="2", chrg_bchno="B2")


def again(desk: Any, stay: str) -> None:
    """The lines are settled anew."""
    settled(desk, stay, "180.50")


def elsewhere(desk: Any, _stay: str) -> None:
    """Another visit of the year is settled."""
    other = visit(desk)
    charged(desk, other, "5.00")
    settled(desk, other, "5.00")


def closed(desk: Any, _stay: str) -> None:
    """The account is closed."""
    desk.act("agency", "close_account", person="wang")


@pytest.mark.parametrize(
    ("meanwhile", "code"),
    [
        (deleted, "STAY_STATE"),
        (more, "STAY_STATE"),
        (again, "STAY_STATE"),
        (elsewhere, "SETTLED_SINCE"),
        (closed, "ACCOUNT_CLOSED"),
    ],
)
def test_what_was_built_on_an_undoing_is_not_pulled_away(
    open_desk: Any, meanwhile: Any, code: Any
) -> None:
    """The old settlement cannot stand again, and nothing has moved."""
    desk = open_desk(dialect_name="tif")
    stay, number = paid_visit(desk)
    desk.ask("2208", {"msgid": "UN"}, mdtrt_id=stay, setl_id=number)
    meanwhile(desk, stay)
    before = of(desk)

    assert code == desk.ask("2601", omsgid="UN", oinfno="2208").refusal
    assert before == of(desk)


def test_a_message_taken_back_is_never_answered_from_memory(desk: Any) -> None:
    """The same 2207 again after 2601 would else report a settlement that is gone."""
    stay, _ = paid_visit(desk)
    desk.ask("2601", omsgid="SET", oinfno="2207")
    repeated = settled(desk, stay, "180.50", acct_used_flag="1", header={"msgid": "SET"})

    assert ("ALREADY_REVERSED", None) == (repeated.refusal, repeated.duplicate_of)
    assert settled(desk, stay, "180.50", acct_used_flag="1").refusal is None


@pytest.mark.parametrize("dialect", ["plain", "tif"])
@pytest.mark.parametrize(("person", "infno"), [("zhao", "2207"), ("wang", "2304")])
def test_a_known_message_is_reversed_for_its_person_and_transaction_only(
    open_desk: Any, dialect: Any, person: Any, infno: Any
) -> None:
    """Not even where the reversal of an unknown message is accepted."""
    desk = open_desk(dialect_name=dialect)
    paid_visit(desk)
    before = of(desk)
    asked = {"omsgid": "SET", "oinfno": infno, "psn_no": desk.number(person)}

    assert "MESSAGE_UNKNOWN" == desk.ask("2601", **asked).refusal
    assert before == of(desk)


def test_another_institution_reverses_nothing(desk: Any) -> None:
    """A message id belongs to the institution that used it."""
    paid_visit(desk)
    before = of(desk)
    desk.institution = "hh-3b"

    assert "MESSAGE_UNKNOWN" == desk.ask("2601", omsgid="SET", oinfno="2207").refusal
    assert before == of(desk)


def test_a_refused_message_has_nothing_to_reverse(open_desk: Any) -> None:
    """It is as unknown as one that never came, under both policies."""
    refusals = []
    for dialect in ("plain", "tif"):
        desk = open_desk(dialect_name=dialect)
        stay = visit(desk)
        charged(desk, stay, "180.50")
        settled(desk, stay, "1.00", header={"msgid": "SET"})
        refusals.append(desk.ask("2601", omsgid="SET", oinfno="2207").refusal)

    assert ["MESSAGE_UNKNOWN", None] == refusals


def test_an_admission_is_reversed_while_nothing_was_charged(desk: Any) -> None:
    """With a fee line it stays; cancelled by 2404 it is undone already."""
    stay = desk.ask("2401", {"msgid": "ADM"}, begntime="2025-05-06 10:00:00", med_type="21")
    number = stay.response.node("result")["mdtrt_id"]
    desk.charged(number, "100.00")
    given = {"omsgid": "ADM", "oinfno": "2401"}
    charged_ = desk.ask("2601", **given).refusal
    desk.ask("2302", mdtrt_id=number, feedetl_sn="0000")
    desk.ask("2404", mdtrt_id=number)

    assert ["FEES_EXIST", "ALREADY_REVERSED"] == [charged_, desk.ask("2601", **given).refusal]
