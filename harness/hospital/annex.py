"""The uniform slip of the annex: its title, its thirteen labels, its notice, word for word.

Nothing here may be edited by a user: the form is the region's (NM25-A24-3, NM25-F, WH25-1-3c).
"""

from __future__ import annotations

TITLE = "内蒙古自治区基本医疗保险跨省异地就医转诊单"
LABELS = (
    "姓名", "性别", "险种类型", "身份证号", "联系电话", "转诊医院", "就诊科室", "诊断名称",
    "转诊原因及意见", "转诊日期", "就医地（填写转诊的城市）", "转往医院名称", "主任医师签字",
)  # fmt: skip
NOTICE_TITLE = "政策告知书"
WHO_MAY_APPLY = (
    "转诊医院检查会诊后不能明确诊断或受限于转诊医院医疗技术和设备条件不能诊治的疑难重症，"
    "确需转往区外就医的参保人员可申请《转诊单》。"
    "《转诊单》为办理“异地转诊就医人员”备案的必备材料，3个月内有效。"
)
RATE = (
    "凭《转诊单》办理“异地转诊就医人员”备案的参保人员，提高其跨省就医医保支付比例，"
    "与“异地急诊抢救人员”一致。"
)
NOTICE = (WHO_MAY_APPLY, RATE)
SIGNATURE = "参保人或其代办人签字："
OPINION = "医院会诊转诊服务中心审核意见（章）："
TYPES = {"employee": "城镇职工医保", "resident": "城乡居民医保"}
TICKED = "☑"
EMPTY = "□"


def day_text(year: int, month: int, day: int) -> str:
    """Return a date as the form writes it."""
    return f"{year}年{month}月{day}日"


def boxes(ticked: tuple[str, ...]) -> str:
    """Return both insurance-type boxes, the ticked one ticked."""
    return " ".join(
        f"{TICKED if name in ticked else EMPTY} {label}" for name, label in TYPES.items()
    )
