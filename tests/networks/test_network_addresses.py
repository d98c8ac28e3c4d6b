"""No network takes the address of a page that stands beside the networks."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import override

from networks.models import Network
from networks.models.network import OTHER_PAGES
from networks.notes import KINDS
from tests.factories import networks


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_page_beside_the_networks_is_known(language):
    with override(language):
        pages = {reverse("networks:graph"), *(reverse("networks:notes", args=[kind.name]) for kind in KINDS)}
        beside = {page.removeprefix(reverse("networks:networks")).strip("/") for page in pages}
    assert beside <= set(OTHER_PAGES)


@pytest.mark.django_db
def test_a_network_called_like_a_page_gets_another_address():
    assert networks.network(title_nl="Verbanden").slug == "verbanden-2"


@pytest.mark.django_db
def test_postgresql_refuses_such_an_address():
    made = networks.network()
    with pytest.raises(IntegrityError, match="network_address_is_its_own"), transaction.atomic():
        Network.objects.filter(pk=made.pk).update(slug="links")
