"""The portal's settings as the tests need them: in test mode, on a server of their own.

Here and not in conftest.py, because pytest-django reads the settings before any conftest. For the same reason the Dutch
texts are compiled here.
"""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
os.environ["KENNISCENTRUM_MODE"] = "test"
# so that the tests and a running demonstration leave each other alone
os.environ.setdefault("KENNISCENTRUM_DATA_DIR", str(ROOT / "var" / "test"))
BROWSER_DEMANDED = os.environ.pop("KENNISCENTRUM_DEMAND_BROWSER", "off") == "on"

from kenniscentrum.settings import *  # noqa: E402, F403 (all of them)
from plumbing import messages  # noqa: E402

messages.compile_if_stale(LOCALE_PATHS[0])  # noqa: F405 (before any model is read, which asks for a translation)

os.environ["DJANGO_SETTINGS_MODULE"] = "kenniscentrum.settings"  # for the processes that tests start
# A slow one is for those who guess; the demonstration, which is another process, has its passwords by the usual one.
PASSWORD_HASHERS = [f"django.contrib.auth.hashers.{name}PasswordHasher" for name in ("MD5", "PBKDF2")]
# Looked for when asked for: listing all of them costs more than most tests, and each test makes a server anew.
WHITENOISE_AUTOREFRESH = True
