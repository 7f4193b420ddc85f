"""How long a name may be, and what may be an identity number; plain rules without Django."""

import re

from stdnum.cn import ric

MAX_NAME, MAX_ACCOUNT, MAX_REASON = 80, 200, 200
_PAPER = re.compile(r"(?=.*\d)[0-9A-Z()]{6,20}")


def is_id_card(number: str) -> bool:
    """Return whether a number in its normal form may be that of an identity card, or of a passport or permit."""
    return ric.is_valid(number) if re.fullmatch(r"\d{17}[\dX]", number) else bool(_PAPER.fullmatch(number))
