#!/usr/bin/env python
"""Django's command line, with configuration errors said in one line."""

import os
import sys

if sys.version_info < (3, 12):
    sys.exit(f"The portal needs Python 3.12 or newer; this is {sys.version.split()[0]}.")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kenniscentrum.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"Configuration error: {error}")


if __name__ == "__main__":
    main()
