"""What cannot run says why in one line, and what runs is closed where it should be."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import RequestFactory

from kenniscentrum.wsgi import application
from plumbing import serving
from plumbing.embedded import server

ROOT = Path(__file__).resolve().parent.parent
SECRET = "a-secret-for-tests-that-is-long-enough-and-has-Many-different-letters-0123456789"
PRODUCTION = {
    "KENNISCENTRUM_MODE": "production",
    "KENNISCENTRUM_SECRET_KEY": SECRET,
    "KENNISCENTRUM_BASE_URL": "https://portal.example.org",
    "KENNISCENTRUM_MAIL_HOST": "mail.example.org",
}


@pytest.fixture
def data_dir(tmp_path):
    """A data folder whose server, if one is started, does not outlive the test."""
    yield tmp_path
    server.stop(tmp_path / "postgres")


def manage(*arguments, data_dir, **environment):
    """`manage.py` in a process of its own that knows no other settings than these."""
    ours = ("KENNISCENTRUM_", "DATABASE_", "DJANGO_")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**clean, "KENNISCENTRUM_DATA_DIR": str(data_dir), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def said_in_one_line(done):
    """What a failed command said: exactly one line, with exit code 1."""
    assert done.returncode == 1, done
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


@pytest.mark.parametrize(
    ("environment", "reason"),
    [
        ({"KENNISCENTRUM_MODE": "production"}, "KENNISCENTRUM_SECRET_KEY must be set."),
        (
            {"KENNISCENTRUM_MODE": "production", "KENNISCENTRUM_SECRET_KEY": "short"},
            "KENNISCENTRUM_SECRET_KEY must be at least 50 characters long.",
        ),
        ({**PRODUCTION, "KENNISCENTRUM_DEBUG": "on"}, "KENNISCENTRUM_DEBUG cannot be on in production"),
        ({"KENNISCENTRUM_MODE": "prodution"}, "must be one of development, demo, test, production, not 'prodution'"),
        ({"KENNISCENTRUM_SECERT_KEY": "x"}, "Unknown setting KENNISCENTRUM_SECERT_KEY."),
        ({"KENNISCENTRUM_DEBUG": "maybe"}, "KENNISCENTRUM_DEBUG must be on or off, not 'maybe'."),
        ({"PORT": "eighty"}, "PORT must be a whole number from 1 to 65535, not 'eighty'."),
        ({"PORT": "70000"}, "PORT must be a whole number from 1 to 65535, not '70000'."),
        ({**PRODUCTION, "KENNISCENTRUM_BASE_URL": ""}, "KENNISCENTRUM_BASE_URL must be set."),
        ({**PRODUCTION, "KENNISCENTRUM_MAIL_HOST": ""}, "KENNISCENTRUM_MAIL_HOST must be set."),
        ({"KENNISCENTRUM_BASE_URL": "example.org"}, "must look like https://example.org, not 'example.org'"),
        ({"KENNISCENTRUM_TRUSTED_PROXIES": "10.0.0.0/99"}, "must list IP addresses or networks; '10.0.0.0/99'"),
        ({"DATABASE_URL": "no address"}, "DATABASE_URL must look like postgresql://user:password@host:port/name."),
        ({"DATABASE_URL": "postgresql://host:port/x"}, "DATABASE_URL must look like"),
        ({"DATABASE_URL": "sqlite:///data"}, "DATABASE_URL must name a PostgreSQL server"),
    ],
)
def test_a_wrong_setting_is_named_in_one_line(tmp_path, environment, reason):
    done = manage("check", data_dir=tmp_path, **environment)
    line = said_in_one_line(done)
    assert line.startswith("Configuration error: ")
    assert reason in line


def test_a_database_that_does_not_answer_is_told_in_one_line(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    done = manage("migrate", data_dir=tmp_path, DATABASE_URL=f"postgresql://who:secret@127.0.0.1:{port}/what")
    line = said_in_one_line(done)
    assert line.startswith("The database does not answer: ")
    assert "Connection refused" in line
    assert "secret" not in line


def test_a_wrong_password_for_the_database_is_told_in_one_line(data_dir):
    embedded = data_dir / "postgres"
    server.start(embedded)
    server.stop(embedded)
    (embedded / "pg_hba.conf").write_text("local all all scram-sha-256\n")
    where = server.start(embedded).replace("/", "%2F")
    done = manage("migrate", data_dir=data_dir, DATABASE_URL=f"postgresql://postgres:wrong@{where}/postgres")
    assert 'password authentication failed for user "postgres"' in said_in_one_line(done)


def test_a_port_in_use_is_told_in_one_line(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = manage("demo", data_dir=tmp_path, KENNISCENTRUM_MODE="demo", PORT=str(port))
    assert f"Port {port} is in use." in said_in_one_line(done)
    assert not (tmp_path / "postgres").exists()  # nothing was started in vain


def test_an_address_of_another_machine_is_told_in_one_line(tmp_path):
    done = manage("demo", data_dir=tmp_path, KENNISCENTRUM_MODE="demo", HOST="192.0.2.1")
    assert "HOST=192.0.2.1 is not an address of this machine." in said_in_one_line(done)


def test_a_second_one_beside_a_running_one_is_refused(tmp_path):
    with (tmp_path / "serving.lock").open("w") as lock:
        lock.write("http://localhost:8000 (process 123)")
        lock.flush()
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = manage("demo", data_dir=tmp_path, KENNISCENTRUM_MODE="demo")
    assert "already runs from this folder: http://localhost:8000 (process 123)" in said_in_one_line(done)


def test_a_database_that_is_behind_is_not_served(data_dir):
    done = manage("serve", data_dir=data_dir, **PRODUCTION)
    assert "Run manage.py migrate first." in said_in_one_line(done)


def test_a_python_that_is_too_old_is_told_by_make(tmp_path):
    for name in ("Makefile", "requirements.txt"):
        shutil.copy(ROOT / name, tmp_path)
    old = tmp_path / "python3.9"
    old.write_text('#!/bin/sh\ncase "$2" in *print*) echo 3.9;; *) exit 1;; esac\n')
    old.chmod(0o755)
    done = subprocess.run(["make", "demo", f"PYTHON={old}"], cwd=tmp_path, capture_output=True, text=True, check=False)
    first, *others = done.stderr.strip().splitlines()
    assert first == "The portal needs Python 3.12 or newer; found 3.9."
    assert len(others) == 1  # make's own
    assert "Error 1" in others[0]


def test_the_settings_of_production_pass_the_deployment_checks(data_dir):
    done = manage("check", "--deploy", "--fail-level", "WARNING", data_dir=data_dir, **PRODUCTION)
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


def test_pages_carry_the_headers_that_close_what_need_not_be_open(client, db):
    response = client.get("/en/about/privacy/")
    assert response.status_code == 200
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("peer", "asked_by", "scheme"), [("127.0.0.1", "192.0.2.7", "https"), ("198.51.100.1",) * 2 + ("http",)]
)
def test_only_a_known_proxy_is_believed(db, peer, asked_by, scheme):
    environ = RequestFactory().get("/healthz").environ
    environ |= {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": "192.0.2.7", "HTTP_X_FORWARDED_PROTO": "https"}
    body = application(environ, lambda status, headers: None)
    body.close()
    assert environ["REMOTE_ADDR"] == asked_by
    assert environ["wsgi.url_scheme"] == scheme


def test_what_a_killed_portal_left_behind_is_found_and_stopped(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    marked = {**os.environ, serving.MARK: str(tmp_path)}
    left, other = (
        subprocess.Popen(["sleep", "60"], env=environment)
        for environment in (marked, {**marked, serving.MARK: "/somewhere/else"})
    )
    try:
        with serving.alone():
            assert left.poll() is not None
            assert other.poll() is None
    finally:
        for process in (left, other):
            process.kill()
            process.wait()
