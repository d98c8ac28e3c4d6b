"""The policy feedback report in its three forms. The period is in the address: `?from=2005-09-01&to=2005-12-31`."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks import notes, policy_report, report_files
from plumbing.access import holding
from plumbing.bilingual import reader_language

LOOK = "networks.view_proposal"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FAULTS = {
    "from": gettext_lazy("The first day is no date; the report starts on the first day of the year."),
    "to": gettext_lazy("The last day is no date; the report goes until today."),
}


@holding(LOOK)
def page(request: HttpRequest) -> HttpResponse:
    start, end, faults = _period(request)
    return render(
        request, "networks/board/report.html",
        {
            "report": _made(start, end), "start": start, "end": end, "faults": faults, "note_kinds": notes.KINDS,
            "query": f"?from={start:%Y-%m-%d}&to={end:%Y-%m-%d}",
        },
    )  # fmt: skip


@holding(LOOK)
def pdf(request: HttpRequest) -> HttpResponse:
    start, end, _faults = _period(request)
    content = report_files.pdf(_made(start, end), reader_language(), made_on=timezone.now())
    return _attached(content, "application/pdf", f"{_name(start, end)}.pdf")


@holding(LOOK)
def xlsx(request: HttpRequest) -> HttpResponse:
    start, end, _faults = _period(request)
    return _attached(report_files.xlsx(_made(start, end), reader_language()), XLSX, f"{_name(start, end)}.xlsx")


def _made(start: date, end: date) -> policy_report.Report:
    return policy_report.made(start, end, today=timezone.localdate())


def _period(request: HttpRequest) -> tuple[date, date, list[str]]:
    """The two days of the address, the earlier one first; what is no date is this year until today, and is said."""
    today = timezone.localdate()
    faults: list[str] = []
    days = {"from": today.replace(month=1, day=1), "to": today}
    for name, usual in list(days.items()):
        if typed := request.GET.get(name, ""):
            found = _day(typed)
            days[name] = found or usual
            if found is None:
                faults.append(str(FAULTS[name]))
    if days["to"] < days["from"]:
        faults.append(_("The last day lies before the first one; they were exchanged."))
    return min(days.values()), max(days.values()), faults


def _day(typed: str) -> date | None:
    try:
        return parse_date(typed)
    except ValueError:  # the 30th of February
        return None


def _name(start: date, end: date) -> str:
    return slugify(_("policy feedback report")) + f"-{start:%Y-%m-%d}-{end:%Y-%m-%d}"


def _attached(content: bytes, media_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
