"""What a patient lays on the counter: the identity document, or the social-security card.

The account is used through the card (ACC14-A3, A8-1). What was laid down is what the messages say:
a card that the platform refuses is never replaced by the number of the identity document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .refusal import invalid

DOCUMENT, CARD = "02", "03"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """One credential.

    ``kind`` is the platform's code, empty where nothing was shown; ``number`` and ``chip`` are what
    a reader reads of a card, empty for the identity document.
    """

    kind: str = DOCUMENT
    number: str = ""
    chip: str = ""

    @property
    def shown(self) -> bool:
        """Whether anything was shown at all; a number that is only typed is no credential."""
        return bool(self.kind)

    @property
    def is_card(self) -> bool:
        """Whether it is the social-security card."""
        return self.kind == CARD

    def on_wire(self, certno: str) -> dict[str, str]:
        """Return the members of a message that name the credential (wire.md §5.1).

        Without a credential they name the number as it was typed.
        """
        if not self.is_card:
            return {"mdtrt_cert_type": DOCUMENT, "mdtrt_cert_no": certno}
        return {"mdtrt_cert_type": CARD, "mdtrt_cert_no": self.number, "card_sn": self.chip}


def laid_down(given: Mapping[str, Any]) -> Credential:
    """Return what the entry ``card`` says: left out, the identity document; null, nothing.

    Raises:
        Refused: a card without number or chip number.

    """
    if "card" not in given:
        return Credential()
    card = given["card"]
    if not card:
        return Credential(kind="")
    read = card if isinstance(card, Mapping) else {}
    number, chip = str(read.get("no") or ""), str(read.get("sn") or "")
    if not (number and chip):
        raise invalid("card", "社会保障卡读卡失败，请重新读卡。")
    return Credential(kind=CARD, number=number, chip=chip)
