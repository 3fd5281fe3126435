"""Rows of a world file to domain values, and domain values to what a hospital may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from harness.clock import iso, moment
from harness.domain import places
from harness.domain.identifiers import digits, simulated_identity
from harness.domain.institutions import (
    ChargeItem,
    Department,
    DesignatedInstitution,
    Grade,
    ItemClass,
    ItemKind,
    Physician,
    ReferralListing,
    Title,
)
from harness.domain.people import (
    EmploymentStatus,
    Enrolment,
    InsuredPerson,
    PersonalAccount,
    Scheme,
    Sex,
)
from harness.domain.worldfacts import Bed, ListedCondition
from harness.money import parse_yuan, yuan
from harness.policy.approvals import complications, diseases

if TYPE_CHECKING:
    from .world import World

Row = Mapping[str, Any]


def person(row: Row, seed: int) -> InsuredPerson:
    """A person of the file, with the numbers that follow from the seed."""
    born_on = dt.date.fromisoformat(row["born_on"])
    sex = Sex(row["sex"])
    key = f"{seed}:{row['id']}"
    home = row.get("pool", "150000")
    return InsuredPerson(
        id=row["id"],
        name=row["name"],
        number=f"{home}{digits(f'{key}:number', 14)}",
        identity=simulated_identity(seed, row["id"], born_on, male=sex is Sex.MALE),
        sex=sex,
        born_on=born_on,
        phone=f"199{digits(f'{key}:phone', 8)}",
        address=row["address"],
        status=EmploymentStatus(row["status"]),
        enrolments=_enrolments(row),
        retired_on=_day(row.get("retired_on")),
        cr_disabled=row.get("cr_disabled", False),
        civil_servant=row.get("civil_servant", False),
        flexibly_employed=row.get("flexibly_employed", False),
    )


def account(row: Row, seed: int) -> PersonalAccount:
    """The personal account of a person of the file."""
    key = f"{seed}:{row['id']}"
    return PersonalAccount(
        person=row["id"],
        balance=parse_yuan(row.get("balance", "0.00")),
        card=f"15{digits(f'{key}:card', 16)}",
    )


def institution(row: Row) -> DesignatedInstitution:
    """An institution of the file."""
    listed = row.get("listed_from")
    until = _day(row.get("listed_until"))
    listing = (ReferralListing(since=dt.date.fromisoformat(listed), until=until),) if listed else ()
    return DesignatedInstitution(
        id=row["id"],
        code=row["code"],
        name=row["name"],
        region=row["region"],
        level=row["level"],
        grade=Grade(row["grade"]),
        designated=row.get("designated", True),
        kind=row.get("kind", "hospital"),
        listings=listing,
        specialty=row.get("specialty", ""),
    )


def physician(row: Row, number: int, houses: Mapping[str, DesignatedInstitution]) -> Physician:
    """A physician of the file; the national code follows from the hospital's division."""
    region = houses[row["institution"]].region
    return Physician(
        id=row["id"],
        code=row.get("code", f"D{region}{number:06d}"),
        name=row["name"],
        title=Title(row["title"]),
        department=row["department"],
        institution=row["institution"],
        signer_from=_day(row.get("signer_from")),
        signer_until=_day(row.get("signer_until")),
        breach_from=_moment(row.get("breach_from")),
        breach_until=_moment(row.get("breach_until")),
        pool_member=row.get("pool_member", False),
    )


def department(row: Row) -> Department:
    """A department of the file."""
    return Department(id=row["id"], code=row["code"], name=row["name"])


def bed(of: Department) -> Bed:
    """The one bed that every department of the world has."""
    return Bed(id=f"{of.id}-01", code=f"{of.code}-01", department=of.id)


def item(row: Row) -> ChargeItem:
    """A charge item of the file; amounts in the file are yuan."""
    limit = row.get("price_limit")
    return ChargeItem(
        id=row["id"],
        code=row["code"],
        own_code=row["own_code"],
        name=row["name"],
        category=row["category"],
        item_class=ItemClass(row["item_class"]),
        kind=ItemKind(row.get("kind", "ordinary")),
        price=parse_yuan(row["price"]),
        price_limit=None if limit is None else parse_yuan(limit),
        unit=row.get("unit", "次"),
        public_health=row.get("public_health", False),
    )


def public_person(of: InsuredPerson, account: PersonalAccount, world: World) -> dict[str, Any]:
    """A person as shown to drivers and the control port."""
    current = of.enrolments[-1] if of.enrolments else None
    return {
        "id": of.id,
        "name": of.name,
        "certno": of.identity,
        "psn_no": of.number,
        "psn_cert_type": "01",
        "mdtrt_cert_type": "02",
        "card_no": account.card,
        "card_sn": account.chip,
        "sex": of.sex.value,
        "birth_date": of.born_on.isoformat(),
        "phone": of.phone,
        "address": of.address,
        "pool": current.pool if current else None,
        "pool_name": world.city_name(current.pool) if current else None,
        "scheme": current.scheme.value if current else None,
        "status": of.status.value,
        "cr_disabled": of.cr_disabled,
        "civil_servant": of.civil_servant,
        "balance": yuan(account.balance),
    }


def public_institution(of: DesignatedInstitution, world: World) -> dict[str, Any]:
    """An institution as the published lists show it."""
    city = places.city_of(of.region)
    return {
        "id": of.id,
        "code": of.code,
        "name": of.name,
        "kind": of.kind,
        "admdvs": of.region,
        "city": {"code": city, "name": world.city_name(city)},
        "level": of.level,
        "grade": of.grade.value,
        "designated": of.designated,
        "specialty": of.specialty,
        "city_approver": of.id in world.city_approvers,
        "referral_listings": [
            {"from": each.since.isoformat(), "until": each.until and each.until.isoformat()}
            for each in of.listings
        ],
    }


def public_physician(of: Physician, world: World) -> dict[str, Any]:
    """A physician with the facts a hospital knows or learns from published lists."""
    return {
        "id": of.id,
        "code": of.code,
        "name": of.name,
        "title": of.title.value,
        "department": of.department,
        "institution": of.institution,
        "institution_code": world.institutions[of.institution].code,
        "signer_from": of.signer_from and of.signer_from.isoformat(),
        "signer_until": of.signer_until and of.signer_until.isoformat(),
        "breach_from": of.breach_from and iso(of.breach_from),
        "breach_until": of.breach_until and iso(of.breach_until),
        "pool_member": of.pool_member,
    }


def public_condition(of: ListedCondition) -> dict[str, Any]:
    """A listed condition as the catalogue download shows it: its period, and what it asks for."""
    row: dict[str, Any] = {"id": of.id, "code": of.code, "name": of.name, "period": of.period}
    listed = diseases().get(of.disease)
    if listed is None:
        return row
    names = complications()
    return row | {
        "needs": list(listed.needs),
        "complications": [{"id": c, "name": names[c]["zh"]} for c in listed.complications],
        "muscle_strength_at_most": listed.muscle_strength_at_most,
    }


def public_item(of: ChargeItem) -> dict[str, Any]:
    """A charge item as the catalogue download and the hospital's own table show it."""
    return {
        "id": of.id,
        "code": of.code,
        "own_code": of.own_code,
        "name": of.name,
        "category": of.category,
        "item_class": of.item_class.value,
        "kind": of.kind.value,
        "price": yuan(of.price),
        "price_limit": None if of.price_limit is None else yuan(of.price_limit),
        "unit": of.unit,
        "public_health": of.public_health,
    }


def _enrolments(row: Row) -> tuple[Enrolment, ...]:
    rows = [*row.get("earlier", []), row] if "pool" in row else list(row.get("earlier", []))
    return tuple(
        Enrolment(
            pool=each["pool"],
            scheme=Scheme(each["scheme"]),
            since=dt.date.fromisoformat(each["since"]),
            paused_on=_day(each.get("paused_on")),
            ended_on=_day(each.get("ended_on")),
            employer=each.get("employer", ""),
        )
        for each in rows
    )


def _day(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)


def _moment(text: str | None) -> dt.datetime | None:
    return None if text is None else moment(text)
