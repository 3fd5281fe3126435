"""A small run of three scenarios, lawful in form, with one problem of each kind."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

from harness import __version__
from harness.clock import moment
from harness.journal import Journal
from harness.reports.stream import line

NM25 = {
    "zh": "《内蒙古自治区跨省异地转诊就医管理办法（试行）》（内医保办发〔2025〕10号）",
    "en": "Interim rules on cross-province referral (内医保办发〔2025〕10号)",
}
BMI14 = {
    "zh": "《自治区本级职工基本医疗保险管理办法》（2014）",
    "en": "Region-level employee basic medical insurance measure (2014)",
}


def requirement(id_: str, title_en: str, title_zh: str, **changes: Any) -> dict[str, Any]:
    """Return one clause as the first event announces it."""
    return {
        "id": id_,
        "level": "must",
        "basis": "text",
        "testable": "his",
        "actor": ["his"],
        "in_force": True,
        "scored": True,
        "unscored_reason": None,
        "checks": ["some#check.wire"],
        "title": {"en": title_en, "zh": title_zh},
        "text": {"en": f"{title_en}.", "zh": f"{title_zh}。"},
        "instrument": NM25,
        "article": {"en": "Article 17, sentence 2", "zh": "第十七条第二句"},
    } | changes


REQUIREMENTS = [
    requirement("NM25-A12-1", "Filed when the slip is issued", "开具转诊单时同步完成备案"),
    requirement(
        "NM25-A17-6", "Extension is offered in its window only", "仅在规定时限内提示办理延期"
    ),
    requirement("NM25-A17-3", "The window is the last month", "到期前一个月内可申请延期"),
    requirement("NM25-A8-1", "A chief physician signs", "转诊单由主任医师签字"),
    requirement("NM25-A20-1", "Unknown outcomes are resolved", "结果不明的备案须及时查明"),
    requirement("DER-TIME-1", "Civil dates in China time", "按中国时间计日", basis="engineering"),
    requirement(
        "BMI14-A20-1",
        "The deductible falls with every stay",
        "起付标准逐次降低",
        instrument=BMI14,
        article={"en": "Article 20", "zh": "第二十条"},
    ),
    requirement(
        "BMI14-A36-1",
        "The measure is published",
        "办法应予公布",
        instrument=BMI14,
        article={"en": "Article 36", "zh": "第三十六条"},
        scored=False,
        unscored_reason={"en": "not a matter of software", "zh": "与软件无关"},
        level="should",
        checks=[],
    ),
]

START: dict[str, Any] = {
    "event": "run_started",
    "suite": {"name": "referral-harness", "version": __version__, "digest": "ab" * 32},
    "seed": 7,
    "mode": "ci",
    "as_of": "2025-06-01",
    "profiles": ["referral-hospital"],
    "pack": "nm-region",
    "dialect": "plain",
    "carriage": "national",
    "readings": {},
    "decisions": [],
    "selection": None,
    "his": {
        "spec": "http://127.0.0.1:9000",
        "driver": "http",
        "vendor": "示例软件有限公司",
        "product": "示例医院信息系统",
        "version": "5.2",
        "build": "20250420",
    },
    "roles": ["referral-hospital"],
    "capabilities": {"actions": ["refer"], "views": ["referral"], "clock": "set"},
    "declares": {},
    "hospital": None,
    "started_at": "2025-06-01T10:00:00+08:00",
    "reproduce": "harness certify --his http://127.0.0.1:9000 --seed 7 --as-of 2025-06-01",
    "requirements": REQUIREMENTS,
    "scenarios": [
        {
            "id": "filing/onestop-happy",
            "rows": ["_"],
            "title": {"en": "The slip files itself", "zh": "开单即备案"},
        },
        {
            "id": "extension/ext-window-first-day",
            "rows": ["today=2025-10-05,offered=no", "today=2025-10-06,offered=yes"],
            "title": {"en": "The extension window is shown rightly", "zh": "正确提示延期时限"},
        },
        {
            "id": "robustness/answer-lost",
            "rows": ["_"],
            "title": {"en": "An answer is lost", "zh": "应答丢失"},
        },
    ],
}


class RunBuilder:
    """Plays a run into a folder: evidence as it happens, the stream at the end."""

    def __init__(self, folder: Path) -> None:
        """Write below a folder."""
        self.folder = folder
        self.events: list[dict[str, Any]] = [json.loads(json.dumps(START))]

    def row(self, scenario: str, row: str, verdict: str, findings: list[dict[str, Any]]) -> None:
        """Play one row with one exchange; its findings cite entry 2."""
        file = f"evidence/{scenario}/{row}.ndjson"
        begun = {"event": "scenario_started", "scenario": scenario, "row": row}
        self.events.append(begun | {"index": len(self.events), "total": 4})
        for each in findings:
            self.events.append(_finding(scenario, row, file, each))
        journal = exchange_journal()
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = (json.dumps(e.as_json(), ensure_ascii=False) for e in journal.entries)
        path.write_text("".join(f"{text}\n" for text in lines), encoding="utf-8")
        self.events.append(
            {
                "event": "scenario_finished",
                "scenario": scenario,
                "row": row,
                "verdict": verdict,
                "evidence": {"file": file, "entries": 2, "head": journal.head},
                "virtual_range": ["2025-05-06T09:00:00+08:00", "2025-11-07T10:00:00+08:00"],
                "elapsed_ms": 1234,
            }
        )

    def requirement(self, id_: str, verdict: str, check: str | None = None) -> None:
        """State the verdict of one clause."""
        known = next(each for each in REQUIREMENTS if each["id"] == id_)
        assertions = [{"check": check, "verdict": verdict, "evidence": []}] if check else []
        self.events.append(
            {"event": "requirement", "id": id_, "verdict": verdict, "assertions": assertions}
            | {name: known[name] for name in ("scored", "level", "basis")}
        )

    def finish(self, outcome: str = "nonconformant", code: int = 1) -> Path:
        """End the run, write the stream and return the folder."""
        results = [each for each in self.events if each["event"] == "requirement"]
        counts = {each["verdict"]: 0 for each in results}
        for each in results:
            counts[each["verdict"]] += 1
        self.events.append(_end(outcome, code, counts))
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "run.ndjson").write_bytes(b"".join(map(line, self.events)))
        return self.folder


def a_run(folder: Path) -> Path:
    """Write a run that shows one problem of each kind; return its folder."""
    run = RunBuilder(folder)
    run.row("filing/onestop-happy", "_", "pass", [FILED])
    run.row("extension/ext-window-first-day", "today=2025-10-05,offered=no", "fail", [OFFERED])
    run.row("extension/ext-window-first-day", "today=2025-10-06,offered=yes", "fail", [OFFERED])
    run.row("robustness/answer-lost", "_", "error", [BROKE, BLOCKED, UNCLEAR, TO_REVIEW, NOT_MEANT])
    run.requirement("NM25-A12-1", "pass", FILED["check"])
    run.requirement("NM25-A17-6", "fail", OFFERED["check"])
    run.requirement("NM25-A17-3", "needs_review", TO_REVIEW["check"])
    run.requirement("NM25-A8-1", "not_exercised")
    run.requirement("NM25-A20-1", "error", BROKE["check"])
    run.requirement("DER-TIME-1", "inconclusive", UNCLEAR["check"])
    run.requirement("BMI14-A20-1", "pass", FILED["check"])
    run.requirement("BMI14-A36-1", "not_exercised")
    return run.finish()


def a_green_run(folder: Path) -> Path:
    """Write a run of one scenario and one clause in which all is well; return its folder."""
    run = RunBuilder(folder)
    run.events[0]["requirements"] = REQUIREMENTS[:1]
    run.events[0]["scenarios"] = START["scenarios"][:1]
    run.row("filing/onestop-happy", "_", "pass", [FILED])
    run.requirement("NM25-A12-1", "pass", FILED["check"])
    return run.finish("conformant", 0)


def finding(check: str, verdict: str, **changes: Any) -> dict[str, Any]:
    """Return one finding; its evidence is the row's exchange."""
    return {
        "check": check,
        "verdict": verdict,
        "requirements": [],
        "grade": "wire",
        "expected": None,
        "actual": None,
        "message": {"en": f"{check} is {verdict}", "zh": f"{check}：{verdict}"},
        "hint": None,
        "evidence": [2],
        "blocked_by": None,
        "readings": [],
    } | changes


FILED = finding(
    "filing/onestop-happy#refer.wire-1",
    "pass",
    requirements=["NM25-A12-1", "BMI14-A20-1"],
)
OFFERED = finding(
    "extension/ext-window-first-day#ask.his",
    "fail",
    requirements=["NM25-A17-6"],
    grade="driver",
    expected={"extension": {"offered": "no"}},
    actual={"extension": {"offered": "yes", "from": "2025-10-05", "until": "2025-11-06"}},
    message={
        "en": "The system offers the extension a day before its window opens",
        "zh": "系统在延期时限开始前一日即提示可办理延期",
    },
    hint={
        "en": "Count the window as one calendar month before the last day: 6 October, not 5.",
        "zh": "时限应自备案到期日前一个日历月起算，即10月6日，而非10月5日。",
    },
    readings=["CC-05"],
)
BROKE = finding(
    "robustness/answer-lost#refer.reply",
    "error",
    requirements=["NM25-A20-1"],
    message={"en": "The adapter closed the connection", "zh": "适配器中断了连接"},
)
BLOCKED = finding(
    "robustness/answer-lost#recover.wire-1",
    "not_exercised",
    requirements=["NM25-A8-1"],
    blocked_by=BROKE["check"],
    evidence=[],
    message={"en": "The step before it failed", "zh": "前置步骤未完成"},
)
UNCLEAR = finding("robustness/answer-lost#quiet.wire", "inconclusive", requirements=["DER-TIME-1"])
TO_REVIEW = finding(
    "robustness/answer-lost#print.print",
    "needs_review",
    requirements=["NM25-A17-3"],
    readings=["CC-09"],
)
NOT_MEANT = finding("robustness/answer-lost#audit.his", "not_applicable", evidence=[])


def exchange_journal() -> Journal:
    """Return a sandbox's journal with one exchange."""
    journal = Journal()
    journal.append(moment("2025-05-06T09:00"), "sandbox", {"id": "s1", "seed": 7})
    journal.append(
        moment("2025-05-06T09:00"),
        "exchange",
        {
            "infno": "2501",
            "path": "/s/s1",
            "status": 200,
            "request": {"infno": "2501", "input": {"refmedin": {"refl_date": "2025-05-06"}}},
            "response": {"infcode": 0, "err_msg": "<script>alert(1)</script>"},
            "faults": [],
            "changes": [{"in": "filings", "key": "F1", "value": None}],
        },
    )
    return journal


def _finding(scenario: str, row: str, file: str, each: dict[str, Any]) -> dict[str, Any]:
    refs = [{"file": file, "n": n} for n in each["evidence"]]
    return {"event": "finding", "scenario": scenario, "row": row, **each, "evidence": refs}


def _end(outcome: str, code: int, counts: dict[str, int]) -> dict[str, Any]:
    finished = moment("2025-06-01T10:00:09") + dt.timedelta(seconds=3)
    return {
        "event": "run_finished",
        "outcome": outcome,
        "exit_code": code,
        "closing": {"en": f"The outcome is {outcome}.", "zh": f"结论：{outcome}。"},
        "conclusions": {"law": outcome, "engineering": outcome},
        "counts": counts,
        "readiness": {
            "deadline": "2025-04-30",
            "effective_from": "2025-05-01",
            "tested_at": "2025-06-01T10:00:00+08:00",
            "virtual_range": ["2025-05-06T09:00:00+08:00", "2025-11-07T10:00:00+08:00"],
            "in_service_on": None,
            "judgement": "unproven",
            "evidence_grade": None,
        },
        "interrupted": False,
        "finished_at": finished.isoformat(),
    }
