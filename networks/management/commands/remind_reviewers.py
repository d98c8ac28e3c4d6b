"""Write to the reviewers about what should have been answered already; once a day, however often it is started."""

from django.core.management import BaseCommand
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from networks import emails
from networks.forms.review import reviewers
from networks.models import Submission


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options) -> None:
        today = timezone.localdate()
        late = Submission.objects.late(today).select_related("organisation", "reviewer")
        told = 0
        with transaction.atomic():
            for person in reviewers():
                if hers := list(late.filter(Q(reviewer=None) | Q(reviewer=person))):
                    emails.late(person, hers, today=today)
                    told += 1
        self.stdout.write(f"{told} reviewers have something that is late.")
