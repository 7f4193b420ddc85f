"""Files of other systems, small."""

import csv
import gzip
import io
import json
import zipfile
from typing import Any

HEADS = ("external_id", "customer_name", "phone", "subject", "body", "opened_at", "reply_body", "replied_at", "status")
GOOD = {
    "external_id": "1", "customer_name": "王建国", "phone": "13912345678",
    "subject": "宽带断网", "body": "灯不亮。\n很急！",
    "opened_at": "2019-04-25 09:32:09", "reply_body": "已派人。", "replied_at": "2019-05-10 14:56:53", "status": "open",
}  # fmt: skip


def a_row(number: int = 1, **other: str) -> dict[str, str]:
    """Return a row that can be taken in; say what differs."""
    return {**GOOD, "external_id": str(number), "phone": str(13900000000 + number), **other}


def a_csv(*rows: dict[str, str], encoding: str = "utf-8", delimiter: str = ",", packed: bool = False) -> io.BytesIO:
    """Return rows as a table."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]) if rows else HEADS, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    written = text.getvalue().encode(encoding)
    return io.BytesIO(gzip.compress(written) if packed else written)


def json_lines(*rows: Any) -> io.BytesIO:
    """Return rows as lines of JSON; a string stands as it is."""
    return io.BytesIO("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows).encode())


def a_workbook(*rows: list[str | float]) -> io.BytesIO:
    """Return rows as the smallest workbook that is one."""
    cells = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    relations = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships {relations}><Relationship Id="r1" Type="{office}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {space} xmlns:r="{office}"><sheets><sheet name="S" sheetId="1" r:id="r1"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships {relations}><Relationship Id="r1" Type="{office}/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"<worksheet {space}><sheetData>{cells}</sheetData></worksheet>",
    }
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{content}')
    return book


def _cell(value: str | float) -> str:
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>'
    return f"<c><v>{value}</v></c>"
