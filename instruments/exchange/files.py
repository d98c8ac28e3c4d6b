"""Which of the three kinds a file is: told by its content, not by its name."""

from typing import BinaryIO

from django.utils.translation import gettext as _

from instruments.exchange.json_lines import JsonLinesTable
from instruments.exchange.rows import CsvTable, Table, Unreadable
from instruments.exchange.workbook import WorkbookTable

OLD_OFFICE = b"\xd0\xcf\x11\xe0"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read(file: BinaryIO) -> Table:
    """The rows of a CSV, XLSX or JSON lines file. Raises Unreadable for anything else."""
    head = file.read(4096)
    file.seek(0)
    if head.startswith(b"PK"):
        return WorkbookTable(file)
    if head.startswith(OLD_OFFICE):
        raise Unreadable(_("This is an old .xls file, or one with a password. Save it as .xlsx without a password."))
    if head.startswith(UTF_16):
        raise Unreadable(_("line 1: the file is in UTF-16. Save it as “CSV UTF-8” and try again."))
    if head.startswith(b"%PDF"):
        raise Unreadable(_("This is a PDF. The import reads CSV, XLSX and JSON lines."))
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"{"):
        return JsonLinesTable(file)
    if start.startswith(b"["):
        raise Unreadable(_("line 1: this is a JSON list. Write an object on each line, without brackets and commas."))
    return CsvTable(file)
