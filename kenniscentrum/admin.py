"""The admin site of the curators."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class CuratorsSite(admin.AdminSite):
    site_header = site_title = _("Kenniscentrum MVO: curation")
