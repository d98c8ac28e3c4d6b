"""What models cannot say: triggers of the content version, and what each role may do."""

from django.db import migrations

from plumbing.content_version import track
from plumbing.roles import grant

EDIT = ("view", "add", "change")
PARTS = ("partner", "means", "seat", "member", "meeting", "meetingdocument", "product")
KEPT = {
    "call": (*EDIT, "publish_call"),
    "project": (*EDIT, "publish_project"),
    "network": (*EDIT, "publish_network"),
    "programmephase": EDIT,
    **dict.fromkeys(PARTS, (*EDIT, "delete")),
    "submission": ("view", "change", "review_submission"),
    "submissionfile": ("view",),
    "move": ("view",),
    "round": ("view",),
}
SEEN = dict.fromkeys(("call", "project", "network", "programmephase", *PARTS), ("view",))


class Migration(migrations.Migration):
    dependencies = [
        ("networks", "0001_initial"),
        ("accounts", "0003_rights"),
        ("plumbing", "0001_initial"),
    ]

    operations = [
        track(
            *(f"networks_{model}" for model in ("call", "project", "network", "programmephase", *PARTS)),
            "networks_call_themes",
            "networks_project_themes",
            "networks_network_themes",
            "networks_network_projects",
            "networks_network_over",
        ),
        grant("networks", {"curator": KEPT, "administrator": KEPT, "facilitator": SEEN, "moderator": SEEN}),
    ]
