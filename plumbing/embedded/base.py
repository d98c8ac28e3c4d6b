"""Django's PostgreSQL backend on an embedded server, which the first connection starts.

`data_dir` in `OPTIONS` says where the data live. Everything else, the SQL above all, is Django's own.
"""

from contextlib import suppress

import psycopg
from django.db.backends.postgresql import base, client
from django.db.utils import OperationalError
from psycopg import sql

from plumbing.embedded import server

OURS = {"data_dir", "durable"}


class DatabaseClient(client.DatabaseClient):
    executable_name = server.program("psql")

    @classmethod
    def settings_to_cmd_args_env(cls, settings_dict: dict, parameters: list[str]) -> tuple[list[str], dict | None]:
        options = settings_dict["OPTIONS"]
        socket_dir = server.start(**{name: options[name] for name in OURS & options.keys()})
        return super().settings_to_cmd_args_env({**settings_dict, "HOST": socket_dir, "PORT": server.PORT}, parameters)


class DatabaseWrapper(base.DatabaseWrapper):
    client_class = DatabaseClient

    def get_connection_params(self) -> dict:
        params = super().get_connection_params()
        try:
            socket_dir = server.start(**{name: params.pop(name) for name in OURS & params.keys()})
        except server.ServerError as error:
            raise OperationalError(str(error)) from error
        return {**params, "host": socket_dir, "port": server.PORT}

    def get_new_connection(self, conn_params: dict) -> psycopg.Connection:
        try:
            return super().get_new_connection(conn_params)
        except base.Database.OperationalError as error:
            if f'database "{self.settings_dict["NAME"]}" does not exist' not in str(error):
                raise
            _create_database(conn_params)
            return super().get_new_connection(conn_params)


def _create_database(conn_params: dict) -> None:
    where = {name: conn_params[name] for name in ("host", "port", "user")}
    # another process may be first
    first = suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation)
    with first, psycopg.connect(**where, dbname="postgres", autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(conn_params["dbname"])))
