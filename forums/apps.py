from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForumsConfig(AppConfig):
    name = "forums"
    verbose_name = _("stakeholder forums")

    def ready(self) -> None:
        from accounts import personal_data  # noqa: PLC0415 (it needs the models)
        from forums import personal_data as forums  # noqa: PLC0415 (the same)
        from forums.followups import of_feedback  # noqa: PLC0415 (the same)
        from networks import followups  # noqa: PLC0415 (the same)

        personal_data.register("forums", export=forums.export, anonymise=forums.anonymise)
        followups.register(of_feedback)
