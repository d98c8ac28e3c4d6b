from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworksConfig(AppConfig):
    name = "networks"
    verbose_name = _("networks and projects")

    def ready(self) -> None:
        from accounts import personal_data  # noqa: PLC0415 - models are there only now
        from instruments.origins import register  # noqa: PLC0415
        from networks.origins import of_instrument  # noqa: PLC0415
        from networks.personal_data import anonymise, export  # noqa: PLC0415

        register(of_instrument)
        personal_data.register("networks", export=export, anonymise=anonymise)
