"""Forms as a browser would send them."""

from collections import defaultdict

from django.http import HttpResponse
from lxml import html


def filled_in(response: HttpResponse, form_id: str, **changes) -> dict[str, list]:
    """The values of a form on a page, with changes; None leaves a field out."""
    page = html.fromstring(response.content.decode())
    form = page.xpath(f"//form[@id='{form_id}']")[0]
    values = defaultdict(list)
    for name, value in form.form_values():
        if "__prefix__" not in name:
            values[name].append(value.removeprefix("\n"))  # HTML drops the first line break of a text area
    for name, value in changes.items():
        if value is None:
            values.pop(name, None)
        else:
            values[name] = value if isinstance(value, list) else [value]
    return dict(values)


def as_browsers_end_lines(form: dict[str, list]) -> dict[str, list]:
    """What a browser posts of a form: two characters at each end of a line."""
    return {
        name: [value.replace("\n", "\r\n") if isinstance(value, str) else value for value in values]
        for name, values in form.items()
    }


def messages_of(response: HttpResponse) -> str:
    """What a page tells its reader on top, in one line."""
    page = html.fromstring(response.content.decode())
    return " ".join(" ".join(page.xpath("//ul[@class='messagelist']//text()")).split())


def text_of(response: HttpResponse) -> str:
    """The words of a page without its markup, in one line."""
    page = html.fromstring(response.content.decode())
    return " ".join(" ".join(page.xpath("//main//text()")).split())
