from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworksConfig(AppConfig):
    name = "networks"
    verbose_name = _("networks and projects")

    def ready(self) -> None:
        from instruments.origins import register  # noqa: PLC0415 - models are there only now
        from networks.origins import of_instrument  # noqa: PLC0415

        register(of_instrument)
