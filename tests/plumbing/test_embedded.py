"""The embedded PostgreSQL starts anywhere, once, and gets over a kill."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import psutil
import psycopg
import pytest
from django.db import connection
from django.db.utils import ConnectionHandler

from plumbing.embedded import server

on_the_embedded_server = pytest.mark.skipif(
    connection.settings_dict["ENGINE"] != "plumbing.embedded", reason="a real server is used"
)


@pytest.fixture
def data_dir(tmp_path_factory):
    folder = tmp_path_factory.mktemp("a folder, with spaces") / "postgres"
    yield folder
    server.stop(folder)


def ask(socket_dir, question="SELECT 1"):
    where = f"host='{socket_dir}' port={server.PORT} user=postgres dbname=postgres"
    with psycopg.connect(where, connect_timeout=5) as connection:
        return connection.execute(question).fetchone()[0]


def running_on(data_dir):
    """Processes that work in the folder, and are not merely waiting to be buried."""
    found = []
    for process in psutil.process_iter(["name"]):
        if process.info["name"] == "postgres" and process.status() != psutil.STATUS_ZOMBIE:
            try:
                found += [process] if process.cwd() == str(data_dir) else []
            except psutil.Error:  # gone, or somebody else's
                continue
    return found


def start_in_a_process_of_its_own(data_dir):
    code = "import sys, pathlib; from plumbing.embedded import server; print(server.start(pathlib.Path(sys.argv[1])))"
    return subprocess.run([sys.executable, "-c", code, str(data_dir)], capture_output=True, text=True, check=False)


def test_two_starters_at_once_get_the_same_server_and_a_stop_leaves_nothing(data_dir):
    with ThreadPoolExecutor() as pool:
        done = list(pool.map(start_in_a_process_of_its_own, [data_dir, data_dir]))
    assert [one.returncode for one in done] == [0, 0], done
    first, second = (one.stdout.strip() for one in done)
    assert first == second
    assert ask(first, "SHOW data_directory") == str(data_dir)
    server.stop(data_dir)
    assert running_on(data_dir) == []


def test_it_recovers_from_a_kill_of_everything_and_keeps_the_data(data_dir):
    socket_dir = server.start(data_dir)
    with psycopg.connect(f"host='{socket_dir}' user=postgres dbname=postgres", autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
        postmaster = next(process for process in running_on(data_dir) if process.ppid() in {1, os.getpid()})
        postmaster.kill()  # its children live on for a moment
        psutil.wait_procs([postmaster], timeout=5)
    assert ask(server.start(data_dir), "SELECT number FROM kept") == 7


def test_a_pid_file_that_names_somebody_elses_process_is_not_believed(data_dir):
    server.start(data_dir)
    server.stop(data_dir)
    (data_dir / "postmaster.pid").write_text(f"{os.getpid()}\n{data_dir}\n1\n5432\n{data_dir}\n\n1 1\nready\n")
    assert ask(server.start(data_dir)) == 1


def test_a_long_path_gets_a_short_socket(tmp_path):
    data_dir = tmp_path / ("long" * 20) / "postgres"
    try:
        socket_dir = server.start(data_dir)
        assert len(socket_dir) < server.LONGEST_SOCKET_FOLDER
        assert ask(socket_dir) == 1
    finally:
        server.stop(data_dir)


def test_a_start_that_fails_is_told_in_one_line(data_dir):
    server.start(data_dir)
    server.stop(data_dir)
    (data_dir / "postgresql.conf").write_text("nonsense = on\n")
    with pytest.raises(server.ServerError) as told:
        server.start(data_dir)
    assert "The embedded database does not start: configuration file" in str(told.value)
    assert "\n" not in str(told.value)


@on_the_embedded_server
def test_a_database_that_is_not_there_is_made_at_the_first_connection(db):
    wrapper = ConnectionHandler({"default": {**connection.settings_dict, "NAME": "made_at_first"}})["default"]
    try:
        with wrapper.cursor() as cursor:
            cursor.execute("SELECT current_database(), lower('ÉÉN')")
            assert cursor.fetchone() == ("made_at_first", "één")
    finally:
        wrapper.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute("DROP DATABASE made_at_first")


@on_the_embedded_server
def test_psql_opens_on_the_embedded_server(db):
    arguments, _environment = connection.client.settings_to_cmd_args_env(
        connection.settings_dict, ["-Atc", "SELECT 6 * 7"]
    )
    assert subprocess.check_output(arguments, text=True).strip() == "42"
