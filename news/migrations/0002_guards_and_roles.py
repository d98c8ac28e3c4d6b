"""What models cannot say: triggers of the content version and of moments to come, and what each role may do."""

from django.db import migrations

from plumbing.content_version import moments, track
from plumbing.roles import grant

KEPT = {"newsitem": ("view", "add", "change", "publish_newsitem")}
SEEN = {"newsitem": ("view",)}


class Migration(migrations.Migration):
    dependencies = [("news", "0001_initial"), ("accounts", "0003_rights"), ("plumbing", "0004_moments")]

    operations = [
        track("news_newsitem", "news_newsitem_themes"),
        moments("news_newsitem", "published_at"),
        grant("news", {"curator": KEPT, "administrator": KEPT, "facilitator": SEEN, "moderator": SEEN}),
    ]
