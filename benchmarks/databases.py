"""A database for each benchmark, beside the portal's own on the embedded server."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def use(name: str = "") -> None:
    """Start Django on the database `name`, made when it is missing; without a name, on the portal's own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kenniscentrum.settings")
    os.environ.setdefault("KENNISCENTRUM_DATA_DIR", str(ROOT / "var" / "bench") if name else str(ROOT / "var"))
    os.environ.setdefault("KENNISCENTRUM_PAGE_CACHE", "500")  # a worker keeps vocabulary and thesaurus, also in tests
    import django
    from django.conf import settings
    from django.core.management import call_command

    if name:
        settings.DATABASES["default"]["NAME"] = name
    settings.INSTALLED_APPS.append("benchmarks")
    django.setup()
    call_command("migrate", verbosity=0)


def stop() -> None:
    """Stop the embedded server of the benchmarks."""
    from django.conf import settings
    from django.db import connections

    from plumbing.embedded import server

    connections.close_all()
    if settings.EMBEDDED:
        server.stop(settings.EMBEDDED_DATABASE)
