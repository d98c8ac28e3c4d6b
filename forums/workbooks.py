"""Lists of a forum as XLSX workbooks: who comes, and certificates of who was there."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from forums import calendars, dates
from forums.models import Forum, Registration

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def of_forum(forum: Forum) -> bytes:
    """Two sheets: everybody confirmed, with her needs while they are kept; and certificates of who was there."""
    book = Workbook(write_only=True)
    guests = forum.registrations.confirmed().select_related("group", "organisation", "needs").order_by("state", "name")
    heading = (_("Name"), _("Organisation"), _("Stakeholder group"), _("State"), _("E-mail address"), _("Language"),
               _("Access"), _("Interpretation"), _("Diet"), _("Was there"))  # fmt: skip
    _sheet(book, _("Registrations"), heading, (_row(guest) for guest in guests))
    there = [guest for guest in guests if guest.attended]
    certificate = _("took part in “%(forum)s” (%(when)s, %(where)s)") % {
        "forum": forum.title, "when": dates.when(forum), "where": calendars.where(forum) or "–",
    }  # fmt: skip
    rows = ((guest.name, guest.organisation_label, certificate) for guest in there)
    _sheet(book, _("Certificates"), (_("Name"), _("Organisation"), _("Certificate")), rows)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _row(guest: Registration) -> tuple[str, ...]:
    needs = getattr(guest, "needs", None)
    return (
        str(guest), guest.organisation_label, str(guest.group.label), str(guest.get_state_display()), guest.email,
        guest.get_language_display(), *(getattr(needs, name, "") for name in ("access", "interpretation", "diet")),
        "" if guest.attended is None else _("yes") if guest.attended else _("no"),
    )  # fmt: skip


def _sheet(book: Workbook, title: str, heading: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """What anybody typed is text, also when it looks like a formula."""
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, row in enumerate([heading, *rows]):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, str(value))
            cell.data_type = "s"
            cell.font = Font(bold=number == 0)
            cells.append(cell)
        sheet.append(cells)
