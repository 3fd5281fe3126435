"""Spoilt messages, well signed, about things that exist: no dialect breaks, and no refusal acts.

The fuzzer of ``tests/interop`` spoils bytes and headers; here the gateway lets everything through,
so that the services meet what the schema lets pass.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from harness.clock import moment
from harness.wire import codec
from harness.wire.catalogue import TRANSACTIONS
from harness.wire.dialects import dialect, dialect_names
from harness.wire.envelope import sender_msgid
from harness.wire.examples import example, personalised

COUNT, CIPHERED = 300, 40
"""Messages a dialect; fewer where SM2 signs each of them."""
AT = moment("2025-05-06T09:00")
NOTED = frozenset({"messages", "counters"})
VALUES: tuple[Any, ...] = (
    None,
    True,
    [],
    {},
    [{}],
    "",
    " ",
    "null",
    "0000",
    "0",
    "-1",
    -1,
    0,
    10**40,
    Decimal("0.30000000000000004"),
    "99999999999999.99",
    "1e5",
    "x" * 3000,
    "２０２５-05-06",
    "2025-02-30",
    "9999-12-31 23:59:59",
    "0001-01-01",
    "2025-05-06T23:59:59-23:59",
    "\x00",
    "\u2028",
    "𠮷" * 40,
    "310\n",
    '{"IPT_TYPE":"\\ud800","FILING_CATEGORY":"\\ud800"}',
    '{"ipt_type":2,"TRUM_FLAG":null}',
    "[" * 200,
    "UEsDBBQAAAA=",
)


def containers(value: Any) -> Iterator[Any]:
    """Yield every object and list that is not empty."""
    if isinstance(value, dict | list) and value:
        yield value
        for each in value.values() if isinstance(value, dict) else value:
            yield from containers(each)


def found_in(value: Any, names: frozenset[str]) -> Iterator[tuple[str, Any]]:
    """Yield the fields of these names, wherever they are."""
    for box in containers(value):
        if isinstance(box, dict):
            yield from ((name, each) for name, each in box.items() if name in names)


class Spoiler:
    """One hospital in one sandbox; it learns the numbers that it is answered."""

    # Numbers that answers give and later messages name.
    NUMBERS = frozenset({"mdtrt_id", "setl_id", "trt_dcla_detl_sn", "file_qury_no", "jr_id"})

    def __init__(self, hospital: Any, seed: int) -> None:
        """Sign in, where that is asked for."""
        self.hospital = hospital
        self.dice = random.Random(seed)  # noqa: S311 - a repeatable choice
        self.person = hospital.person("wang")
        self.house = hospital.institution("hh-3a")
        self.known: dict[str, list[str]] = {
            "omsgid": [],
            "oinfno": ["2207", "2208", "2304", "2305", "2401"],
            "med_list_codg": [each["code"] for each in hospital.world["items"]],
            "mid_setl_flag": ["0", "1"],
            "acct_used_flag": ["0", "1"],
            "chrg_bchno": ["B0001", "0000"],
            "type": ["refl_type"],
            "bkkp_sn": ["1"],
            "dspo_way": ["2"],
            "vali_flag": ["1"],
            "med_type": ["11", "2101"],
            "reflin_medins_no": [hospital.institution("bj-3a")["code"]],
            "mdtrtarea_admdvs": ["110100"],
            "opsp_dise_code": ["M07800"],
            "begntime": ["2025-05-06 09:00:00"],
            "fixmedins_code": [self.house["code"], "plc"],
        }
        self.token: str | None = None
        self.sign_no = ""
        self.sent = 0
        asked = hospital.port.token_request()
        if asked is not None:
            self.token = hospital.port.token(hospital.sandbox.serve(asked).reply)

    def lawful(self, infno: str) -> Any:
        """A message about a known person, and about known things in two of three fields."""
        values = {
            "psn_no": self.person["psn_no"],
            "psn_No": self.person["psn_no"],
            "certno": self.person["certno"],
            "psn_name": self.person["name"],
            "mdtrt_cert_no": self.person["certno"],
            "fixmedins_code": self.house["code"],
            "mdtrtarea_admvs": "150100",
        }
        made = personalised(example(infno, AT, dialect(self.hospital.sandbox.spec.dialect)), values)
        for box in containers(made.input):
            for name in box if isinstance(box, dict) else ():
                options = self.known.get(name.lower())
                if options and self.dice.random() < 0.8:
                    box[name] = self.dice.choice(options[-4:])
        return made

    def spoil(self, content: Any) -> None:
        """Put something else into one or more places."""
        for _ in range(self.dice.choice((0, 1, 1, 1, 2))):
            box = self.dice.choice([*containers(content)] or [content])
            if not box:
                return
            key = self.dice.choice([*box] if isinstance(box, dict) else range(len(box)))
            match self.dice.randrange(6):
                case 0:
                    del box[key]
                case 1 if isinstance(box, dict):
                    box[key.upper()] = box.pop(key)
                case 2 if isinstance(box, dict):
                    box["exp_content"] = self.dice.choice(VALUES)
                case _:
                    box[key] = copy.deepcopy(self.dice.choice(VALUES))

    def send(self, infno: str, *, spoilt: bool = True) -> Any:
        """Send a message and learn from its answer."""
        made, self.sent = self.lawful(infno), self.sent + 1
        content = copy.deepcopy(made.input)
        if spoilt:
            self.spoil(content)
        number = sender_msgid(self.house["code"], AT, self.sent)
        header = {"msgid": number, "sign_no": self.sign_no, "input": content}
        port = self.hospital.port
        http = port.request(replaced(made, header), self.token)
        response = self.hospital.read(self.hospital.sandbox.serve(http))
        self.learn(number, response)
        return response

    def learn(self, number: str, response: Any) -> None:
        """Keep what an answer named; refusals named nothing."""
        for name, each in found_in(response.output, self.NUMBERS | {"sign_no"}):
            if name == "sign_no":
                self.sign_no = str(each)
            elif isinstance(each, str):
                known = "warn_rslt_id" if name == "jr_id" else name
                self.known.setdefault(known, []).append(each)
        if response.infcode == 0:
            self.known["omsgid"].append(number)


def replaced(request: Any, changes: dict[str, Any]) -> Any:
    """A request with other fields."""
    return type(request)(**{name: getattr(request, name) for name in request.__slots__} | changes)


def unsound(hospital: Any) -> list[Any]:
    """Our own errors in the journal, and refusals that changed something."""
    found = []
    for entry in hospital.sandbox.journal.entries:
        if entry.kind == "ours":
            found.append(entry.body)
        elif entry.kind == "exchange" and entry.body["refusal"] is not None:
            touched = {each["in"] for each in entry.body["changes"]} - NOTED
            if touched:
                found.append((entry.body["infno"], entry.body["refusal"], touched))
    return found


@pytest.mark.parametrize("name", dialect_names())
def test_no_spoilt_message_breaks_a_dialect(name: str, make: Callable[..., Any]) -> None:
    """Each is answered in the dialect, in our own schema; a refused one changed nothing."""
    hospital = make(name, dialect=name)
    spoiler = Spoiler(hospital, len(name))
    spoiler.send("9001", spoilt=False)
    codes = set()
    for _ in range(CIPHERED if "sm" in dialect(name).gateway else COUNT):
        infno = spoiler.dice.choice([each for each in TRANSACTIONS if each != "9002"])
        response = spoiler.send(infno, spoilt=spoiler.dice.random() < 0.7)
        codes.add(response.code if response.infcode else "")

    assert [] == unsound(hospital)
    assert "PLATFORM_ERROR" not in codes
    assert {"", "FIELD_INVALID"} < codes


def test_half_a_surrogate_pair_in_a_text_of_json_is_no_text(make: Callable[..., Any]) -> None:
    """It would else go into the state, which is UTF-8."""
    hospital = make()
    spoiler = Spoiler(hospital, 1)
    made = spoiler.lawful("2401")
    made.input["mdtrtinfo"]["exp_content"] = '{"FILING_CATEGORY":"\\ud800"}'
    answer = hospital.ask(hospital.message("2401", made.input))

    assert 0 == answer.infcode
    assert codec.encode(answer.output)
