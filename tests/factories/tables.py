"""Files of instruments for tests of the import."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from openpyxl import Workbook

ROW = {"id": "one", "type": "guide", "title_nl": "Een gids", "summary_nl": "Wat hij belooft"}


def rows(*changes: Mapping[str, object]) -> list[dict[str, object]]:
    """Right rows with these changes each; an id is given where there is none."""
    return [ROW | {"id": f"row-{number}"} | dict(change) for number, change in enumerate(changes, start=1)]


def csv_file(folder: Path, records: Iterable[Mapping], *, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    records = list(records)
    names = list(dict.fromkeys(name for record in records for name in record))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, names, delimiter=delimiter, restval="")
    writer.writeheader()
    writer.writerows(records)
    return raw_file(folder, text.getvalue().encode(encoding), "instruments.csv")


def json_file(folder: Path, records: Iterable[object]) -> Path:
    lines = "\n".join(json.dumps(record) for record in records)
    return raw_file(folder, lines.encode(), "instruments.jsonl")


def xlsx_file(folder: Path, records: Iterable[Mapping]) -> Path:
    records = list(records)
    names = list(dict.fromkeys(name for record in records for name in record))
    book = Workbook()
    book.active.append(names)
    for record in records:
        book.active.append([record.get(name) for name in names])
    path = folder / "instruments.xlsx"
    book.save(path)
    return path


def raw_file(folder: Path, content: bytes, name: str = "instruments.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path
