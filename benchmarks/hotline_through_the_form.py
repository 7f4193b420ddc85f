"""Send real messages through the portal's form and read each back at the desk, byte for byte; prints JSON.

Run: python benchmarks/hotline_through_the_form.py [--data ../shared/data] [--count 200]
It starts an instance of its own. To use one that runs, add --url http://127.0.0.1:8000 --user NAME
--password WORD; start that one with FUWUTAI_RATE_LIMITS=off, which is heeded only where nothing but
this machine can ask.
"""

import argparse
import contextlib
import csv
import gzip
import html
import json
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from instance import FIRST_ANSWERS, Instance
from visitor import Answer, Visitor

FILE = "gov_hotline/messages_with_replies.csv.gz"
WORDS_ON_PAGE = re.compile(rb'<div class="msg__body verbatim">(.*?)</div>', re.DOTALL)
ORIGINAL = re.compile(rb'href="(/desk/cases/\d+/messages/\d+/original\.txt)"')

Row = dict[str, str]


def messages(data: Path, count: int) -> list[Row]:
    """Return the first messages of the collection. Raises: SystemExit where it is not there."""
    path = data / FILE
    if not path.is_file():
        print(f"{path} is not here; name the folder that holds it with --data.", file=sys.stderr)
        raise SystemExit(2)
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
        return [row for row, _place in zip(csv.DictReader(file), range(count), strict=False)]


def send(url: str, place: int, row: Row) -> str:
    """Send one message as a new visitor and return the number of its case."""
    form = {
        "type": "consultation",
        "subject": row["留言主题"],
        "body": row["留言详情"],
        "name": row["留言用户"],
        "phone": f"138{place:08d}",
    }
    answer = Visitor(url).post("/submit", form)
    if answer.status != 303:
        sys.exit(f"Message {row['留言编号']} was answered {answer.status} instead of 303.")
    return answer.location.partition("?")[0].rpartition("/")[2]


def signed_in(url: str, user: str, password: str) -> Visitor:
    """Return somebody at the desk."""
    colleague = Visitor(url)
    answer = colleague.post("/desk/sign-in", {"username": user, "password": password})
    if answer.status != 303:
        sys.exit(f"{user} could not sign in at {url}/desk: {answer.status}.")
    return colleague


def read_back(colleague: Visitor, number: str) -> tuple[bytes, bytes]:
    """Return a case's first words as the page shows them and as the address of the original gives them."""
    place = colleague.get("/desk/search?" + urlencode({"q": number})).location
    page: Answer = colleague.get(place)
    shown, original = WORDS_ON_PAGE.search(page.body), ORIGINAL.search(page.body)
    if not shown or not original:
        return b"", b""
    return html.unescape(shown[1].decode()).encode(), colleague.get(original[1].decode()).body


def measured(url: str, user: str, password: str, rows: list[Row]) -> dict[str, int]:
    """Return how many were sent and how many came out the same in both places."""
    numbers = [send(url, place, row) for place, row in enumerate(rows)]
    colleague = signed_in(url, user, password)
    back = [read_back(colleague, number) for number in numbers]
    sent = [row["留言详情"].encode() for row in rows]
    return {
        "sent": len(numbers),
        "bytes": sum(map(len, sent)),
        "same_on_page": sum(words == page for words, (page, _file) in zip(sent, back, strict=True)),
        "same_in_original": sum(words == file for words, (_page, file) in zip(sent, back, strict=True)),
    }


@contextlib.contextmanager
def somewhere(args: argparse.Namespace) -> Iterator[tuple[str, str, str]]:
    """Yield address, user and password of the instance named, else of one made for this run."""
    if args.url:
        yield args.url, args.user, args.password
        return
    with (
        tempfile.TemporaryDirectory(prefix="fuwutai-hotline-") as folder,
        Instance(Path(folder) / "data", {"FUWUTAI_RATE_LIMITS": "off"}) as instance,
    ):
        yield instance.url, FIRST_ANSWERS["username"], FIRST_ANSWERS["password"]


def main() -> int:
    """Run; 0 when every message came out as it went in, else 1, and 2 without the messages."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "data")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--url", default="")
    parser.add_argument("--user", default="")
    parser.add_argument("--password", default="")
    args = parser.parse_args()
    rows = messages(args.data, args.count)
    with somewhere(args) as (url, user, password):
        result = measured(url.rstrip("/"), user, password, rows)
    print(json.dumps(result, indent=2))
    return 0 if result["sent"] == result["same_on_page"] == result["same_in_original"] else 1


if __name__ == "__main__":
    sys.exit(main())
