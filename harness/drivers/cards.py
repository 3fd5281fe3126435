"""What stands on a card: what to do, with what, about which clause, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from harness import resources
from harness.scenario.model import Kind, Scenario, Step
from harness.verdicts.catalogue import requirements

World = Mapping[str, Any]
CERTIFICATE: Final = "mdtrt_cert_type 02"
_LISTS: Final = {"to": "institutions", "physician": "physicians", "department": "departments"}


@cache
def words() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Return the words for actions, views and keys, ``schemas/driver/cards.yaml``."""
    found: Mapping[str, Mapping[str, Mapping[str, str]]] = resources.load_yaml(
        "schemas/driver/cards.yaml"
    )
    return found


def sent_by(action: str) -> str | None:
    """Return the number of the message by which an action becomes known, if there is one."""
    return words()["actions"].get(action, {}).get("sends")


def numbers_of(person: Mapping[str, Any] | None) -> frozenset[str]:
    """Return what a message may name a person by."""
    known = person or {}
    found = (str(known.get(name) or "") for name in ("psn_no", "certno", "card_no"))
    return frozenset(filter(None, found))


@dataclass(frozen=True, slots=True)
class Deck:
    """All cards of a scenario: the steps that a person plays."""

    scenario: Scenario
    world: World

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps that have a card."""
        played = (Kind.HIS, Kind.OBSERVE)
        return tuple(each for each in self.scenario.flat_steps() if each.kind in played)

    def number(self, step: Step) -> int:
        """Return the number of a step's card, from 1."""
        return self.steps.index(step) + 1

    def people(self) -> list[Mapping[str, Any]]:
        """Return the people that the cards are about, each once, in order."""
        ids = dict.fromkeys(str(each.with_.get("person")) for each in self.steps)
        return [found for id_ in ids if (found := self.person(id_))]

    def person(self, id_: Any) -> Mapping[str, Any] | None:
        """Return a person of the world."""
        return _found(self.world, "people", id_)

    def meant(self, with_: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Return the person that an action is about, named there or by the slip of a card."""
        reference = str(with_.get("referral") or "")
        for step in self.steps:
            if reference == self.reference(step):
                return self.person(step.with_.get("person"))
        return self.person(with_.get("person"))

    def reference(self, step: Step) -> str:
        """Return what the slip or stay of a card is called; a person types no numbers."""
        return f"card-{self.number(step)}"

    def lines(self, step: Step, with_: Mapping[str, Any], lang: str) -> Iterator[str]:
        """Give the lines of a card."""
        title = step.card.title if step.card else _title(step)
        head = {"en": "Card {} of {}: {}", "zh": "卡片{}/{}：{}"}[lang]
        yield ""
        yield f"──── {head.format(self.number(step), len(self.steps), title[lang])} ────"
        if step.card:
            yield _labelled({"en": "do", "zh": "操作"}, step.card.do[lang], lang)
        yield from self._data(with_, lang)
        for id_ in _about(self.scenario, step):
            yield _labelled({"en": "clause", "zh": "条款"}, _clause(id_, lang), lang)
        yield _labelled({"en": "ends", "zh": "完成"}, _ending(step, lang), lang)

    def _data(self, with_: Mapping[str, Any], lang: str) -> Iterator[str]:
        for key, value in with_.items():
            label = words()["keys"].get(key, {"en": key, "zh": key})
            yield _labelled(label, self._value(key, value, lang), lang)
            if key == "person" and (person := self.person(value)):
                yield from (f"      {line}" for line in identity(person, lang))

    def _value(self, key: str, value: Any, lang: str) -> str:
        if value is None:
            return {"en": "(leave empty)", "zh": "（留空）"}[lang]
        for step in self.steps:
            if value == self.reference(step):
                person = self.person(step.with_.get("person")) or {}
                text = {"en": "the one of card {} ({})", "zh": "卡片{}所开（{}）"}[lang]
                return text.format(self.number(step), person.get("name", ""))
        if key == "person":
            return str((self.person(value) or {}).get("name", value))
        if key in _LISTS and (one := _found(self.world, _LISTS[key], value)):
            city = one.get("city") or {}
            return " ".join(map(str, filter(None, (one["name"], one["code"], *city.values()))))
        if key == "kind":
            return words()["kinds"].get(str(value), {lang: str(value)})[lang]
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def identity(person: Mapping[str, Any], lang: str) -> Iterator[str]:
    """Give what is typed to find a person, ready to be copied."""
    number, phone = {"en": ("identity number", "phone"), "zh": ("身份证号", "电话")}[lang]
    yield f"{number} {person['certno']}  ({CERTIFICATE})"
    yield f"{phone} {person['phone']}"


def _found(world: World, kind: str, id_: Any) -> Mapping[str, Any] | None:
    listed: Sequence[Mapping[str, Any]] = world.get(kind, ())
    return next((each for each in listed if each.get("id") == id_), None)


def _title(step: Step) -> Mapping[str, str]:
    if step.kind is Kind.HIS:
        return words()["actions"].get(step.verb, {"en": step.verb, "zh": step.verb})
    view = words()["views"].get(step.verb, {"en": step.verb, "zh": step.verb})
    return {"en": f"Look at {view['en']}", "zh": f"查看{view['zh']}"}


def _labelled(label: Mapping[str, str], text: str, lang: str) -> str:
    return f"  {label[lang]}: {text}" if lang == "en" else f"  {label[lang]}：{text}"


def _about(scenario: Scenario, step: Step) -> list[str]:
    """Return the requirements that a step is about, each once."""
    found: dict[str, None] = {}
    for claim in step.claims:
        own = claim.verifies if claim.verifies is not None else step.verifies
        found.update(dict.fromkeys(scenario.verifies if own is None else own))
    return list(found)


def _clause(id_: str, lang: str) -> str:
    one = requirements()[id_]
    instrument = one.instrument[lang].partition(", ")[0]
    return f"[{id_}] {instrument} {one.article[lang]} · {one.text[lang]}"


def _ending(step: Step, lang: str) -> str:
    if step.card and step.card.ends:
        return step.card.ends[lang]
    infno = sent_by(step.verb) if step.kind is Kind.HIS else None
    if infno is None:
        return {"en": "type d when you see it", "zh": "看到结果后输入 d"}[lang]
    return {
        "en": f"by itself, as soon as message {infno} about this person has been answered",
        "zh": f"平台收到并应答该患者的{infno}报文后自动完成",
    }[lang]
