"""What every test needs before Django starts."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
os.environ["KENNISCENTRUM_MODE"] = "test"
# A server of its own, so that the tests and a running demo leave each other alone
os.environ.setdefault("KENNISCENTRUM_DATA_DIR", str(ROOT / "var" / "test"))

from plumbing import messages  # noqa: E402 (the environment must be set before Django reads it)

messages.compile_if_stale(ROOT / "locale")
