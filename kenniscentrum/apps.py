from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class KenniscentrumConfig(AppConfig):
    name = "kenniscentrum"
    default = True


class CuratorsAdmin(admin_apps.AdminConfig):
    default = False
    default_site = "kenniscentrum.admin.CuratorsSite"
