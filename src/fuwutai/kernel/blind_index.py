"""Finding an encrypted value: a keyed fingerprint of its normal form stands beside it in a column of its own.

The fingerprint says only "the same value"; without the index key nobody can try all phone numbers on it.
"""

import base64
import hmac
import re
import unicodedata

from fuwutai.kernel import keyring

BLIND_INDEX_LENGTH = 43  # characters of a fingerprint, for the column that holds it

_DASHES = re.compile(r"[-‐‑‒–—―−－·.()/\s]")
_EXTENSION = re.compile(r"(?:转|轉|分机|ext\.?|[x#*,;])(\d{1,6})$")
_DASHED_EXTENSION = re.compile(r"^((?:0\d{2,3}-?)\d{7,8}|[48]00-?\d{3}-?\d{4})-(\d{1,6})$")
_ABROAD = re.compile(r"^(?:\+|00)(?=[1-9])")
_MOBILE = re.compile(r"^(?:\+?86|0086)?0?(1[3-9]\d{9})$")
_LANDLINE_FROM_ABROAD = re.compile(r"^\+860?((?:10|2\d)\d{8}|[3-9]\d{2}\d{7,8})$")
_CHINA = re.compile(r"^\+86(?=\d{5,})")


def blind_index(kind: str, value: str) -> str:
    """Return the fingerprint of a value of kind phone, email, account, id_card or text, for storing and for looking up.

    What is no phone number or address may be looked up and is not found: no valid value has its fingerprint.
    Writers check with `normalise_…` first, else two people without a telephone become one.
    """
    normal = normal_form(kind, value)
    message = f"{kind}\0{normal}" if normal is not None else f"no {kind}\0{normalise_text(value)}"
    mac = hmac.digest(keyring.ring().index_key, message.encode("utf-8", "surrogatepass"), "sha256")
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")


def normal_form(kind: str, value: str) -> str | None:
    """Return a value of one of these kinds in the form in which two are compared, None if it cannot be one."""
    return _NORMAL_FORMS[kind](value)


def fingerprint(text: str) -> str:
    """Return the fingerprint of a text as it stands, to tell whether it has changed."""
    mac = hmac.digest(keyring.ring().index_key, f"exact\0{text}".encode("utf-8", "surrogatepass"), "sha256")
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")


def normalise_phone(value: str) -> str | None:
    """Return a telephone number as bare digits, None if it cannot be one (5 to 20 digits, hotlines included).

    Mainland numbers lose +86, 0086 and (mobiles) 86 or a leading 0; landlines keep their area code; foreign
    numbers keep `+`; an extension follows after `x`.
    """
    text = _plain(value).replace("(0)", "")
    if dashed := _DASHED_EXTENSION.match(re.sub(r"[‐‑‒–—―−－]", "-", text)):
        text = f"{dashed[1]}x{dashed[2]}"
    text = _DASHES.sub("", text)
    extension = _EXTENSION.search(text)
    number = _ABROAD.sub("+", text[: extension.start()] if extension else text)
    if not re.fullmatch(r"\+?[0-9]{5,20}", number):
        return None
    tail = f"x{extension[1]}" if extension else ""
    if mobile := _MOBILE.match(number):
        return mobile[1] + tail
    if landline := _LANDLINE_FROM_ABROAD.match(number):
        return f"0{landline[1]}{tail}"
    return _CHINA.sub("", number) + tail


def normalise_email(value: str) -> str | None:
    """Return an address in the form in which two are compared: lower case, half width. None if it is none."""
    text = _plain(value).replace("。", ".")
    local, at, domain = text.rpartition("@")
    if not at or not re.fullmatch(r"[^\s@<>,;:\"]{1,64}", local) or len(text) > 254:
        return None
    if not re.fullmatch(r"[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)+", domain):
        return None
    return text


def normalise_text(value: str) -> str:
    """Return a text for comparing: width, case and runs of blanks do not count."""
    return " ".join(_plain(value).split())


def normalise_account(value: str) -> str | None:
    """Return the name of an account as its system writes it: case counts, blanks around it do not. None if empty."""
    return unicodedata.normalize("NFC", value).strip() or None


def normalise_id_card(value: str) -> str | None:
    """Return an identity number in capitals and half width, without blanks. None if it is empty."""
    return re.sub(r"[\s-]", "", _plain(value)).upper() or None


def _plain(value: str) -> str:
    """Return a text in lower case and half width, without the invisible marks that pasting brings."""
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", value).casefold())
    return "".join(mark for mark in text if unicodedata.category(mark) != "Cf").strip()


_NORMAL_FORMS = {
    "phone": normalise_phone, "email": normalise_email, "account": normalise_account, "text": normalise_text,
    "id_card": normalise_id_card,
}  # fmt: skip
