"""The figures of a real hotline, imported, against a count from its raw file."""

import csv
import gzip
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from fuwutai.domain.calendars.chinese_days import chinese_schedule
from fuwutai.domain.calendars.working_time import WorkingTime
from fuwutai.domain.evidence.attainment import attainment, wall_clock
from fuwutai.domain.imports.commands import prepare_centre, start_run, work_on_run
from fuwutai.domain.imports.mapping import shipped_mapping
from fuwutai.domain.imports.pages import read_file
from fuwutai.kernel.actors import Actor

HOTLINE = Path(__file__).resolve().parents[4] / "shared/data/gov_hotline/messages_with_replies.csv.gz"
SYSTEM = Actor.system("tests")
SHANGHAI = ZoneInfo("Asia/Shanghai")
FORMATS = ("%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d")
DAY = timedelta(days=1)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not HOTLINE.exists(), reason="reference data is not beside this copy"),
]


def moment(text: str) -> datetime:
    for form in FORMATS:
        try:
            return datetime.strptime(text.strip(), form).replace(tzinfo=SHANGHAI)
        except ValueError:
            continue
    raise AssertionError(text)


def test_an_imported_hotline_has_the_figures_of_its_file():
    with gzip.open(HOTLINE, "rt", encoding="utf-8-sig", newline="") as file:
        rows = [(moment(row["留言时间"]), moment(row["答复时间"])) for row in csv.DictReader(file)]
    names = {"name": "热线", "team_name": "一组", "language": "zh-hans", "time_zone": "Asia/Shanghai"}
    prepare_centre(actor=SYSTEM, **names, calendar="cn", pack="hotline")
    with HOTLINE.open("rb") as file:
        run = start_run(actor=SYSTEM, file=read_file(file), file_name=HOTLINE.name, mapping=shipped_mapping("hotline"))
    while work_on_run(actor=SYSTEM, run_id=run.pk):
        pass

    found = wall_clock(SYSTEM)
    took = sorted(replied - asked for asked, replied in rows)
    counted = (len(took), sum(one <= DAY for one in took), sum(one <= 2 * DAY for one in took))
    assert counted == (found.replied, found.within_24h, found.within_48h) == (1417, 72, 153)
    assert found.median_days == round(took[len(took) // 2] / DAY, 2) == 11.49

    time = WorkingTime(chinese_schedule())
    by_week: dict[str, list[bool]] = {}
    for asked, replied in rows:
        in_time = replied <= time.add_working_seconds(asked, 24 * 3600)
        by_week.setdefault("{}-W{:02d}".format(*asked.isocalendar()), []).append(in_time)
    weeks = attainment(SYSTEM, definition="first_response", group_by="week")
    assert {row.key: (row.kept, row.promises) for row in weeks} == {
        week: (sum(kept), len(kept)) for week, kept in by_week.items()
    }
    (total,) = attainment(SYSTEM, definition="first_response")
    assert (total.kept, total.missed, total.percent, total.day_only) == (381, 1036, 26.9, 1)
    used = sorted(time.working_seconds_between(asked, replied) for asked, replied in rows)
    assert total.used_seconds == {50: used[708], 90: used[1275]}
