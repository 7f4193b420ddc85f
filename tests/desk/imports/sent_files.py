"""Files of other systems as a browser sends them, and the form that follows their preview."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

NEW, START = "/desk/imports/new", "/desk/imports/start"
COLUMNS = "编号,姓名,联系电话,标题,内容,受理时间,类型,答复内容,答复时间"
GOOD = "{n},王建国,1391234567{n},断网{n},上不了网,2026-03-01 10:00,投诉,已修复,2026-03-01 11:30"
BAD_PHONE = "8,=1+1,abc,断网,上不了网,2026-03-01 10:00,投诉,,"
UNKNOWN_TYPE = "9,李明,13912345679,断网,上不了网,2026-03-01 10:00,报修类,,"


def table(*rows: str, encoding: str = "utf-8", good: int = 2, name: str = "cases.csv") -> SimpleUploadedFile:
    """Return a table of some good rows and those given."""
    lines = [COLUMNS, *(GOOD.format(n=number) for number in range(good)), *rows]
    return SimpleUploadedFile(name, "\n".join([*lines, ""]).encode(encoding), "text/csv")


def again(file: SimpleUploadedFile) -> SimpleUploadedFile:
    """Return a file once more, as a browser reads it anew for each request."""
    file.seek(0)
    return SimpleUploadedFile(file.name or "", file.read())


def previewed(browser: Client, file: SimpleUploadedFile, **more: Any) -> Any:
    """Return the answer to a file whose preview is asked for."""
    return browser.post(NEW, {"file": again(file), "map": "guess", **more})


def step_of(answer: Any, **changed: str) -> dict[str, str]:
    """Return what the form of a preview would send, but for what is said here."""
    step = answer.context["step"]
    sent = {name: step[name] for name in ("sha256", "mapped_by", "token")}
    sent |= {field.html_name: field.value() or "" for field in step["form"]}
    for row in step["meanings"]:
        chosen = [code for code, _label, is_chosen in row["choices"] if is_chosen]
        sent |= {row["said"]: row["value"], row["meant"]: chosen[0]}
    return sent | {"map": step["mapped_by"]} | changed


def started(browser: Client, file: SimpleUploadedFile, **changed: str) -> Any:
    """Return the answer to a file that was previewed and then started."""
    return browser.post(START, step_of(previewed(browser, file), **changed) | {"file": again(file)})


def workbook() -> SimpleUploadedFile:
    """Return a small workbook with one good row, made by hand."""
    import zipfile

    def cells(number: int, line: str) -> str:
        texts = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in line.split(","))
        return f'<row r="{number}">{texts}</row>'

    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/sheet.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="1" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="sheet.xml"/></Relationships>',
        "xl/sheet.xml": f'<worksheet xmlns="{main}"><sheetData>{cells(1, COLUMNS)}{cells(2, GOOD.format(n=1))}'
        "</sheetData></worksheet>",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return SimpleUploadedFile("cases.xlsx", packed.getvalue())
