"""From which projects and networks an instrument came, for its page in the catalogue."""

from collections.abc import Iterator

from django.utils.translation import gettext

from instruments.models import Instrument
from instruments.origins import Origin
from networks.models import Product, State


def of_instrument(instrument: Instrument) -> Iterator[Origin]:
    """The published projects and networks that an instrument came out of, each once."""
    products = list(Product.objects.of_instrument(instrument))
    projects = [(gettext("result of the project"), product.project) for product in products]
    networks = [(gettext("result of the learning network"), product.network) for product in products]
    for label, made_in in dict.fromkeys([*projects, *networks]):
        if made_in and made_in.state == State.PUBLISHED:
            yield Origin(label, made_in.title, made_in.get_absolute_url(), made_in.demonstration)
