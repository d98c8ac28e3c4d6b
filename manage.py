#!/usr/bin/env python
"""Django's command line, with errors of configuration and connection said in one line."""

import os
import sys

if sys.version_info < (3, 12):
    sys.exit("The portal needs Python 3.12 or newer; found {}.{}.".format(*sys.version_info[:2]))


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kenniscentrum.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import NotSupportedError, OperationalError, connection

    try:
        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        sys.exit(130)
    except ImproperlyConfigured as error:
        sys.exit(f"Configuration error: {error}")
    except (OperationalError, NotSupportedError) as error:
        if connection.connection is not None:
            raise  # connected, so it is about something else
        sys.exit(f"The database does not answer: {' '.join(str(error).split())}")


if __name__ == "__main__":
    main()
