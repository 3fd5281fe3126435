"""report.html is one file that needs nothing else, in two languages, and cannot be spoken into."""

from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import pytest

from harness.reports.signer import new_key
from harness.reports.write import write_all

VOID = {"meta", "input", "br", "rect"}


class Outline(HTMLParser):
    """What a document holds: tags, attributes, balance, and text by language."""

    def __init__(self, text: str) -> None:
        """Read a document."""
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.ids: Counter[str] = Counter()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag; one that ends is open until then."""
        self.tags[tag] += 1
        self.attributes += attrs
        self.ids.update(value for name, value in attrs if name == "id" and value)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close a tag, which must be the last one opened."""
        if tag not in VOID:
            assert self.open.pop() == tag


@pytest.fixture(name="page")
def page_fixture(reported: Path) -> str:
    """Return the report of a run with one problem of each kind."""
    return (reported / "report.html").read_text(encoding="utf-8")


def test_its_tags_are_balanced_and_its_ids_unique(page: str) -> None:
    """A strict reader can follow the document to its end."""
    outline = Outline(page)

    assert outline.open == []
    assert max(outline.ids.values()) == 1


def test_it_needs_no_network(page: str) -> None:
    """No script, style, picture or link comes from elsewhere."""
    outline = Outline(page)
    fetched = [v for n, v in outline.attributes if n in ("src", "href", "srcset", "action")]

    assert all(value is not None and value.startswith("#") for value in fetched)
    assert "@import" not in page
    assert "url(" not in page
    assert outline.tags["link"] == 0


def test_every_inner_link_has_its_end(page: str) -> None:
    """A link leads to an id of the document."""
    outline = Outline(page)
    targets = {v.removeprefix("#") for n, v in outline.attributes if n == "href" and v}

    assert targets <= outline.ids.keys()


def test_each_text_stands_in_both_languages(page: str) -> None:
    """As many Chinese texts as English ones, each marked with its language."""
    assert page.count('<span class="zh" lang="zh-CN">') == page.count('<span class="en" lang="en">')
    assert '<html lang="zh-CN">' in page


def test_chinese_is_shown_without_scripts(page: str) -> None:
    """The language is switched by the style alone and Chinese is chosen at first."""
    assert 'id="lang-zh" checked' in page
    assert "#lang-zh:checked ~ * .en" in page


@pytest.mark.parametrize(
    "text",
    [
        "医院信息系统“转诊即备案”功能符合性测试报告（模拟环境）",
        "不符合",
        "计入结论的条款 7 条，其中通过 2 条。",
        "示例软件有限公司",
        "均为虚构",
        "未经核实",
        "本报告不是认证证书、认可文件或检验检测报告，也不构成验收意见。",
        "签署人身份未确认",
        "签字（盖章）：",
        "未证实（未提供上线证明）",
        "2025-04-30",
    ],
)
def test_the_first_page_says_what_a_bureau_must_know(page: str, text: str) -> None:
    """Title, subject, conclusion, readiness, statements and signature boxes are on it."""
    assert text in page[: page.index('<section id="fail">')]


@pytest.mark.parametrize(
    ("outcome", "word"),
    [
        ("conformant", "符合"),
        ("nonconformant", "不符合"),
        ("incomplete", "未测全"),
        ("invalid", "结果无效"),
    ],
)
def test_each_outcome_has_its_word(
    builder: ModuleType, tmp_path: Path, outcome: str, word: str
) -> None:
    """The conclusion is one of four words."""
    run = builder.RunBuilder(tmp_path)
    write_all(run.finish(outcome, 4), None)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")

    assert f'<b><span class="zh" lang="zh-CN">{word}</span>' in page


@pytest.mark.parametrize(
    "text",
    [
        "系统在延期时限开始前一日即提示可办理延期",
        "第十七条第二句",
        "内医保办发〔2025〕10号",
        "应为（条款要求）",
        "实测（被测系统）",
        "&#34;offered&#34;: &#34;yes&#34;",
        "refl_date",
        "时限应自备案到期日前一个日历月起算",
        "harness certify extension/ext-window-first-day --his http://127.0.0.1:9000",
        "项目默认口径，尚无官方答复",
        "同一检查项另有 1 处结果相同",
    ],
)
def test_a_failure_tells_clause_difference_proof_and_remedy(page: str, text: str) -> None:
    """All that is needed to understand and mend it stands in its place."""
    start = page.index('<section id="fail">')

    assert text in page[start : page.index("</section>", start)]


def test_what_a_hospital_says_stays_text(page: str, reported: Path) -> None:
    """A script in an answer is shown, not run."""
    assert "<script>alert(1)</script>" in (
        reported / "evidence/extension/ext-window-first-day/today=2025-10-05,offered=no.ndjson"
    ).read_text(encoding="utf-8")
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_an_exchange_is_shown_once(builder: ModuleType, tmp_path: Path) -> None:
    """A second check that rests on the same exchange links to the first."""
    run = builder.RunBuilder(tmp_path)
    other = builder.OFFERED | {"check": "extension/ext-window-first-day#ask.print"}
    run.row("extension/ext-window-first-day", "_", "fail", [builder.OFFERED, other])
    write_all(run.finish(), None)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")

    assert page.count('id="exhibit-1"') == 1
    assert page.count('href="#exhibit-1"') == 1


def test_missing_evidence_is_said_to_be_missing(a_run: Path) -> None:
    """A report made from the stream alone does not pretend to have seen the evidence."""
    for path in a_run.rglob("evidence/**/*.ndjson"):
        path.unlink()
    write_all(a_run, None)

    assert "证据文件不在手边" in (a_run / "report.html").read_text(encoding="utf-8")


def test_an_identified_signer_is_named(a_run: Path, tmp_path: Path) -> None:
    """The key id stands on the first page."""
    key = new_key(tmp_path / "k")
    write_all(a_run, tmp_path / "k")
    page = (a_run / "report.html").read_text(encoding="utf-8")

    assert key.keyid in page
    assert "签署人身份未确认" not in page


def test_a_decision_is_named_where_a_verdict_rests_on_it(
    a_run: Path, rewrite: Callable[[Path, bytes, bytes], None]
) -> None:
    """A reading that a bureau settled names the bureau's document."""
    decision = (
        '"decisions":[{"document":"乌医保函〔2025〕3号","issued_by":"乌海市医疗保障局",'
        '"settles":[{"option":"civil_code","reading":"CC-05"}]}]'
    )
    rewrite(a_run / "run.ndjson", b'"decisions":[]', decision.encode())
    write_all(a_run, None)
    page = (a_run / "report.html").read_text(encoding="utf-8")

    assert "依据乌海市医疗保障局《乌医保函〔2025〕3号》" in page
    assert "decided by 乌医保函〔2025〕3号" in page


def test_a_test_configuration_is_marked(
    a_run: Path, rewrite: Callable[[Path, bytes, bytes], None]
) -> None:
    """Readings chosen for the run are on the first page."""
    rewrite(a_run / "run.ndjson", b'"readings":{}', b'"readings":{"CC-05":"fixed_30_days"}')
    write_all(a_run, None)
    page = (a_run / "report.html").read_text(encoding="utf-8")

    assert "CC-05=fixed_30_days" in page
    assert "本次测试自选口径" in page
