"""The portal as it runs for the public."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from plumbing import collected, messages, serving


class Command(BaseCommand):
    help = "Run the web server and the task worker until stopped. HOST and PORT say where."
    requires_system_checks = ()  # they come after what is quicker to tell

    def handle(self, *args, **options) -> None:
        if not settings.COLLECTED:
            raise CommandError("KENNISCENTRUM_MODE must be production or demo to serve; runserver is for development.")
        try:
            with serving.stoppable(), serving.alone(), serving.database_ends_too():
                host = serving.free_address()
                executor = MigrationExecutor(connection)
                if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                    raise CommandError("The database is not up to date. Run manage.py migrate first.")
                connection.close()
                call_command("check", deploy=settings.PRODUCTION, fail_level="WARNING", verbosity=0)
                messages.compile_if_stale(settings.LOCALE_PATHS[0])
                collected.collect_if_changed()
                serving.run(host, lambda: self.stdout.write(f"The portal runs on {settings.BASE_URL}"))
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")
        except serving.ServingError as error:
            raise CommandError(str(error)) from error
