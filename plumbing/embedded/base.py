"""Django's PostgreSQL backend on an embedded server, which the first connection starts.

`HOST` is left empty and `DATA_DIR` in `OPTIONS` says where the data live. Everything else, the SQL above all, is
Django's own.
"""

from functools import cache
from pathlib import Path

import psycopg
from django.db.backends.postgresql import base, creation
from psycopg import sql

from plumbing.embedded import server

LOCALE = "TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"


@cache
def running(data_dir: Path) -> str:
    """The socket folder of the server on `data_dir`; started at the first call in this process."""
    return server.start(data_dir)


class DatabaseCreation(creation.DatabaseCreation):
    def sql_table_creation_suffix(self) -> str:
        return f" {LOCALE}"


class DatabaseWrapper(base.DatabaseWrapper):
    creation_class = DatabaseCreation

    def get_connection_params(self) -> dict:
        options = dict(self.settings_dict["OPTIONS"])
        data_dir = Path(options.pop("data_dir"))
        host = running(data_dir)
        self.settings_dict = {**self.settings_dict, "HOST": host, "OPTIONS": options}
        try:
            params = super().get_connection_params()
        finally:
            self.settings_dict = {**self.settings_dict, "HOST": "", "OPTIONS": {**options, "data_dir": data_dir}}
        return params

    def get_new_connection(self, conn_params: dict) -> psycopg.Connection:
        try:
            return super().get_new_connection(conn_params)
        except base.Database.OperationalError as error:
            if "does not exist" not in str(error) or conn_params.get("dbname") != self.settings_dict["NAME"]:
                raise
            self._create_database(conn_params)
            return super().get_new_connection(conn_params)

    def _create_database(self, conn_params: dict) -> None:
        with psycopg.connect(host=conn_params["host"], user=conn_params["user"], dbname="postgres", autocommit=True) as admin:
            try:
                admin.execute(sql.SQL("CREATE DATABASE {} " + LOCALE).format(sql.Identifier(conn_params["dbname"])))
            except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                pass  # another process was first
