"""The house itself: one institution in one sandbox, put together from its parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from harness.domain import places
from harness.wire.carriage import carriage
from harness.wire.client import ClientPort
from harness.wire.dialects import dialect

from .accounts import Accounts
from .actions import ReferralActions
from .approvals import Approvals
from .audit import Audit
from .billing import Billing
from .care import Bill, Line, Stay
from .care_actions import CareActions
from .care_views import CareViews
from .centre import Centre
from .charges import Charges
from .chronic import Chronic
from .claims import Claims
from .clinic import Clinic
from .clocks import HouseClock
from .courier import Answer, Courier, Outcome
from .dayclose import DayClose
from .desk import Desk
from .details import DetailCheck
from .directory import Directory, House
from .filing import Filing
from .group import GroupChannel
from .identity import Identity
from .injuries import Injuries
from .messages import stays as stay_codes
from .notices import Notices
from .office import Office
from .outbox import DROPPED, Outbox
from .periods import Periods
from .prints import Prints
from .records import Errand, Patient, Referral
from .refusal import invalid
from .registry import Registry
from .reporting import Reporting
from .request import Drafting
from .screens import Screens
from .settlement_recovery import SettlementRecovery
from .slip import SlipRules
from .statistics import Statistics
from .store import MemoryVault, Store, Vault
from .undoing import Undoing
from .views import Views
from .voiding import Voiding
from .wards import Wards
from .worklist import Worklist

TIMEOUTS = (2.0, 2.0)
"""Seconds that the house waits for a connection and for an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a session hands over."""

    base_url: str
    dialect: str
    credentials: dict[str, str]
    institution: str
    world: Mapping[str, Any]
    now: datetime | None
    carriage: str = "national"
    timeouts: tuple[float, float] = TIMEOUTS
    group: GroupChannel = field(default_factory=GroupChannel)
    vault: Vault = field(default_factory=MemoryVault)


class Hospital:
    """The parts of one house, which reach one another through it."""

    no_answer = Outcome.UNKNOWN

    def __init__(self, setting: Setting) -> None:
        """Open the house on what its vault holds."""
        self.setting = setting
        self.store = Store(setting.vault)
        self.periods = Periods()
        self.identity = Identity()
        self.clock = HouseClock(self.periods, setting.now)
        self.directory = Directory(setting.world, setting.institution)
        self.carriage = carriage(setting.carriage)
        self.group = setting.group
        self.dialect = dialect(setting.dialect)
        self.audit = Audit(self.store)
        self.courier = self._courier(setting)
        self.outbox = Outbox(self.store, self.courier, self.clock)
        self.worklist = Worklist(self.store, self.clock)
        self.notices = Notices(self.store, self.clock)
        self.registry = Registry(self)
        self.drafting = Drafting(self)
        self.slip = SlipRules(self)
        self.centre = Centre(self)
        self.desk = Desk(self)
        self.filing = Filing(self)
        self.voiding = Voiding(self)
        self.prints = Prints(self)
        self.views = Views(self)
        self.referral_actions = ReferralActions(self)
        self.wards = Wards(self)
        self.reporting = Reporting(self)
        self.charges = Charges(self)
        self.approvals = Approvals(self)
        self.accounts = Accounts(self)
        self.injuries = Injuries(self)
        self.billing = Billing(self)
        self.recovery = SettlementRecovery(self)
        self.undoing = Undoing(self)
        self.chronic = Chronic(self)
        self.clinic = Clinic(self)
        self.claims = Claims(self)
        self.care_views = CareViews(self)
        self.care_actions = CareActions(self)
        self.dayclose = DayClose(self)
        self.details = DetailCheck(self)
        self.statistics = Statistics(self)
        self.office = Office(self)
        self.screens = Screens(self)
        self.clicks: dict[str, str] = {}

    def _courier(self, setting: Setting) -> Courier:
        port = ClientPort(self.dialect, setting.credentials, setting.base_url)
        return Courier(
            port=port,
            base_url=setting.base_url,
            own=self.directory.own,
            clock=self.clock,
            store=self.store,
            timeouts=setting.timeouts,
        )

    def approver(self) -> House:
        """Return the hospital that approves: in Wuhai the city centre, elsewhere the house."""
        centre = self.directory.city_centre()
        return centre if self.directory.own.in_wuhai and centre is not None else self.directory.own

    def seal(self) -> str:
        """Return the seal of the approving hospital's centre (NM25-F-20)."""
        return f"{self.approver().name}会诊转诊服务中心（章）"

    def same_city(self, one: str, other: str) -> bool:
        """Tell whether two division codes mean one city (CC-09)."""
        return places.same_city(one, other)

    def referral(self, key: str) -> Referral:
        """Return a case by its reference or slip number, also one that was pushed to us.

        Raises:
            Refused: there is none.

        """
        found = self.store.get(Referral, key) or self.group.case(key)
        if found is None:
            found = next((r for r in self.store.all(Referral) if key and r.slip_no == key), None)
        if found is None:
            raise invalid("referral", "查无此转诊申请。")
        return found

    def referrals(self) -> list[Referral]:
        """Return all cases of this house, oldest first."""
        return self.store.all(Referral)

    def agency(self) -> str:
        """Return the agency that settles with the house where nothing else says."""
        return "159900"

    def known(self, person: str) -> Patient:
        """Return a patient as last known."""
        return self.store.get(Patient, person) or self.registry.patient(person)

    def stays(self) -> list[Stay]:
        """Return all stays and visits, oldest first."""
        return self.store.all(Stay)

    def stay(self, key: str) -> Stay:
        """Return a stay or visit by its reference.

        Raises:
            Refused: there is none.

        """
        found = self.store.get(Stay, key)
        if found is None:
            raise invalid("stay", "查无此次就诊。")
        return found

    def bill(self, key: str) -> Bill:
        """Return the bill of a stay."""
        return self.store.get(Bill, key) or Bill(ref=key, person=self.stay(key).person)

    def all_lines(self, stay: str) -> list[Line]:
        """Return all lines of a stay, void ones too."""
        return [each for each in self.store.all(Line) if each.stay == stay]

    def lines(self, stay: str) -> list[Line]:
        """Return the lines of a stay that count."""
        return [each for each in self.all_lines(stay) if each.state != "void"]

    def visit_code(self, form: str) -> str:
        """Return the visit category of a form of care in the session's code table."""
        printed = stay_codes.PRINTED if self.dialect.codes == "printed" else {}
        return printed.get(form, stay_codes.VISITS[form])

    def batch_limit(self, infno: str) -> int:
        """Return how many lines a message may have in the session's dialect."""
        return self.dialect.batch_limits.get(infno, 100)

    def insist(self, errand: Errand) -> Answer:
        """Send an errand; a lost answer is asked for once more under the same id."""
        errand, answer = self.outbox.send(errand)
        if answer.outcome is Outcome.UNKNOWN and not answer.status:
            errand, answer = self.outbox.send(errand)
        if answer.ok:
            self.outbox.finish(errand)
        elif answer.refused:
            self.outbox.finish(errand, DROPPED)
        else:
            self.outbox.postpone(errand, answer, errand.state)
        return answer

    def trail(self, about: str, event: str, user: str, *, after: str = "") -> None:
        """Write an event about a stay."""
        self.audit.record(about, event, at=self.clock.now(), user=user or "system", after=after)

    def save(self, referral: Referral) -> Referral:
        """Write a case; one that was pushed to us is answered through the group's channel."""
        self.store.put(referral.ref, referral)
        if self.centre.decides():
            self.group.answer(referral)
        return referral

    def keep(
        self, referral: Referral, event: str, user: str, *, before: str = "", after: str = ""
    ) -> Referral:
        """Write a case and what happened to it."""
        self.save(referral)
        self.record(referral, event, user, before=before, after=after or referral.status)
        return referral

    def record(
        self, referral: Referral, event: str, user: str, *, before: str = "", after: str = ""
    ) -> None:
        """Write an event of the trail."""
        self.audit.record(
            referral.ref, event, at=self.clock.now(), user=user or "system",
            before=before, after=after,
        )  # fmt: skip

    def watch_clock(self) -> None:
        """Report a clock that is more than five minutes off (DER-TIME-1)."""
        if self.clock.is_wrong:
            text = (
                f"本院时钟与医保平台相差{int(self.clock.skew.total_seconds())}秒，以平台时间为准。"
            )
            self.worklist.raise_item("clock_skew", "clock", "", status="open", text=text)
        elif self.clock.is_checked:
            self.worklist.resolve("clock_skew", "clock")
        while self.courier.alarms:
            text = self.courier.alarms.pop(0)
            number = f"alarm-{self.store.next('alarm')}"
            self.worklist.raise_item("alarm", number, "", status="open", text=text)

    def work(self) -> None:
        """Do what is due: repetitions whose time has come, questions about unknown outcomes."""
        self.settle_down()

    def settle_down(self) -> None:
        """Do what can be done at this moment, and ask about unknown outcomes."""
        self.filing.work()
        self.voiding.work()
        self.recovery.work()
        self.watch_clock()

    def close(self) -> None:
        """Close the line."""
        self.courier.close()
