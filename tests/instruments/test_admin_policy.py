"""The admin keeps the portal's content security policy: nothing inline."""

import pytest
from lxml import html

from instruments.models import Theme
from tests.factories import file, instrument, person

pytestmark = pytest.mark.django_db
ADMIN = "/admin/instruments"


def addresses():
    found, theme = instrument(summary_nl="a"), Theme.objects.get(slug="mobility")
    file(of=found)
    one = f"{ADMIN}/instrument/{found.pk}"
    return [
        "/admin/", f"{ADMIN}/instrument/", f"{ADMIN}/instrument/add/", f"{ADMIN}/instrument/import/",
        f"{ADMIN}/instrument/translations/", f"{one}/change/", f"{one}/history/", f"{one}/withdraw/",
        f"{one}/history/{found.history.last().pk}/restore/", f"{one}/preview/nl/",
        f"{ADMIN}/theme/", f"{ADMIN}/theme/{theme.pk}/change/", f"{ADMIN}/theme/{theme.pk}/merge/",
        "/admin/accounts/person/", "/admin/accounts/person/add/", "/admin/taggit/tag/",
    ]  # fmt: skip


def test_no_page_has_anything_inline_and_each_has_one_heading(client):
    client.force_login(person(superuser=True, language="en"))
    for address in addresses():
        response = client.get(address)
        page = html.fromstring(response.content)
        inline = page.xpath(
            "//script[not(@src) and not(@type='application/json')] | //style | //*[@style] | //*[@onclick]"
        )
        assert (address, response.status_code, [html.tostring(one) for one in inline]) == (address, 200, [])
        assert (address, len(page.xpath("//h1"))) == (address, 1)
        assert "'unsafe-inline'" not in response["Content-Security-Policy"]
