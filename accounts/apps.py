from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("people and organisations")

    def ready(self) -> None:
        from accounts import personal_data  # noqa: PLC0415 (it needs the models)

        personal_data.register(
            "account", export=personal_data.export_account, anonymise=personal_data.anonymise_account
        )
