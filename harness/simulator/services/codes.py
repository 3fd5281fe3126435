"""Code tables of the wire (wire.md §7) on one side, the domain's words on the other."""

from __future__ import annotations

import datetime as dt
from typing import Any

from harness.domain.filing import Channel
from harness.domain.institutions import DesignatedInstitution, Grade, ItemClass
from harness.domain.people import EmploymentStatus, Enrolment, InsuredPerson, Scheme, Sex
from harness.domain.places import agency_of

SEX = {Sex.MALE: "1", Sex.FEMALE: "2"}
SCHEME = {Scheme.EMPLOYEE: "310", Scheme.RESIDENT: "390", Scheme.EXEMPT: "340"}
SCHEME_CODE = {scheme.value: code for scheme, code in SCHEME.items()}
PERSON_TYPE = {
    EmploymentStatus.ACTIVE: "11",
    EmploymentStatus.RETIRED: "12",
    EmploymentStatus.EXEMPT: "13",
}
CLASS_LEVEL = {ItemClass.A: "01", ItemClass.B: "02", ItemClass.SELF_PAID: "03"}
HOSPITAL_LEVEL = {
    (3, Grade.A): "2",
    (3, Grade.B): "3",
    (3, Grade.C): "4",
    (2, Grade.A): "5",
    (2, Grade.B): "6",
    (2, Grade.C): "7",
    (1, Grade.A): "8",
    (1, Grade.B): "9",
    (1, Grade.C): "10",
    (3, Grade.NONE): "12",
    (2, Grade.NONE): "13",
    (1, Grade.NONE): "14",
}
CATEGORY = {
    "bed": "01",
    "consultation": "02",
    "examination": "03",
    "laboratory": "04",
    "treatment": "05",
    "surgery": "06",
    "nursing": "07",
    "material": "08",
    "western_drug": "09",
    "herbal": "10",
    "chinese_patent_drug": "11",
    "general": "12",
    "registration": "13",
    "other": "14",
}
LIST_TYPE = {
    "western_drug": "101",
    "chinese_patent_drug": "101",
    "herbal": "102",
    "material": "301",
}
SOURCE = {
    Channel.HIS: "01",
    Channel.WINDOW: "02",
    Channel.NATIONAL_APP: "04",
    Channel.IM_APP: "04",
    Channel.IM_WECHAT: "03",
    Channel.IM_ALIPAY: "03",
    Channel.OTHER: "99",
}
FUND = {
    "310100": "城镇职工基本医疗保险统筹基金",
    "310200": "城镇职工基本医疗保险个人账户基金",
    "320100": "公务员医疗补助基金",
    "330100": "大额医疗费用补助基金",
    "340100": "离休人员医疗保障基金",
    "390100": "城乡居民基本医疗保险基金",
    "390200": "城乡居民大病医疗保险基金",
}
POOLED_FUND = {Scheme.RESIDENT.value: "390100", Scheme.EXEMPT.value: "340100"}


ORDINARY_VISIT = "11"
"""``med_type`` of a visit that 2203 has not typed yet."""


def person_type(person: InsuredPerson, on: dt.date) -> str:
    """``psn_type`` on a day: 11 active, 12 retired, 13 exempt, 14xx-16 residents by age."""
    status = person.status_on(on)
    if status is not EmploymentStatus.RESIDENT:
        return PERSON_TYPE[status]
    age = person.age_on(on)
    if age < 18:
        return "1403"
    return "16" if age >= 60 else "15"


def insurance_type(enrolment: Enrolment | None) -> str:
    """``insutype`` of an enrolment."""
    return SCHEME[enrolment.scheme] if enrolment else ""


def pooled_fund(scheme: str) -> str:
    """``fund_pay_type`` of the pooled fund of a scheme."""
    return POOLED_FUND.get(scheme, "310100")


def large_amount_fund(scheme: str) -> str:
    """``fund_pay_type`` of what pays above the ceiling of a scheme."""
    return "390200" if scheme == Scheme.RESIDENT else "330100"


def hospital_level(institution: DesignatedInstitution) -> str:
    """``hosp_lv``, one-digit form; dialects with two digits rewrite it."""
    return HOSPITAL_LEVEL[institution.level, institution.grade]


def clearing_agency(pool: str) -> str:
    """``clr_optins``: the city code with 99, 159900 for the region-level pool."""
    return pool if pool[2:] == "9900" else f"{pool[:4]}99"


def names_pool(code: str, pool: str) -> bool:
    """Whether a division code sent as the place of insurance means this pool."""
    return code in {pool, clearing_agency(pool)} or agency_of(code) == pool


def identity_fields(person: InsuredPerson, on: dt.date) -> dict[str, Any]:
    """The fields about a person that nearly every answer repeats."""
    return {
        "psn_no": person.number,
        "psn_cert_type": "01",
        "certno": person.identity,
        "psn_name": person.name,
        "gend": SEX[person.sex],
        "naty": "01",
        "brdy": person.born_on.isoformat(),
        "age": person.age_on(on),
    }


def insurance_fields(
    person: InsuredPerson, enrolment: Enrolment | None, on: dt.date
) -> dict[str, Any]:
    """Insurance type, person type and civil-servant flag."""
    return {
        "insutype": insurance_type(enrolment),
        "psn_type": person_type(person, on),
        "cvlserv_flag": "1" if person.civil_servant else "0",
    }


def is_emergency(care_code: str) -> bool:
    """``med_type`` 13 (emergency) and 1301 (rescue), and 24 (emergency turned inpatient)."""
    return care_code.startswith("13") or care_code == "24"


def is_chronic(care_code: str) -> bool:
    """``med_type`` of listed chronic and special outpatient conditions."""
    return care_code in {"14", "16", "9901", "990101"}
