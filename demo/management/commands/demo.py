"""`make demo`: from an empty folder to a portal that runs, and back."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from demo.load import ACCOUNTS, PASSWORD
from plumbing import collected, messages, serving

WHERE_TO_LOOK = """
The portal runs. Ctrl-C stops it.

  Nederlands      {url}/nl/
  English         {url}/en/
  administration  {url}/admin/

Accounts, all with the password {password}:

{accounts}

Mail is not sent but kept in {mail}.
{second_factor}
"""
SECOND_FACTOR = {
    False: "Staff sign in with a password alone. To ask for more: KENNISCENTRUM_STAFF_SECOND_FACTOR=on make demo",
    True: "Staff are asked for a second factor after the password.",
}


class Command(BaseCommand):
    help = "Fill the database with demonstration content and run the portal until stopped."
    requires_system_checks = ()  # they would start the database before anything else is known to be right

    def handle(self, *args, **options) -> None:
        if settings.MODE != "demo":
            raise CommandError("The demonstration runs with KENNISCENTRUM_MODE=demo; `make demo` sees to that.")
        try:
            with serving.stoppable():
                self.run()
        except KeyboardInterrupt:
            self.stdout.write("\nStopped.")
        except serving.ServingError as error:
            raise CommandError(str(error)) from error

    def run(self) -> None:
        with serving.alone(), serving.database_ends_too():
            host = serving.free_address()
            self.prepare()
            serving.run(host, self.say_where_to_look)

    def prepare(self) -> None:
        messages.compile_if_stale(settings.LOCALE_PATHS[0])
        self.stdout.write("Bringing the database up to date ...")
        call_command("migrate", interactive=False, verbosity=0)
        collected.collect_if_changed()  # first: the search reads pages, and pages name their static files
        call_command("load_demo")
        connection.close()

    def say_where_to_look(self) -> None:
        self.stdout.write(
            WHERE_TO_LOOK.format(
                url=settings.BASE_URL,
                password=PASSWORD,
                accounts="\n".join(f"  {role}@example.org" for role in ACCOUNTS),
                mail=settings.DATA_DIR / "mail",
                second_factor=SECOND_FACTOR[settings.STAFF_SECOND_FACTOR],
            )
        )
