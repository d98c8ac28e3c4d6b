"""People are invited by mail, each once a forum, and what they answer is kept."""

import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
from django.contrib.postgres.functions import RandomUUID
from django.db import migrations, models
from django.db.models import Q

from plumbing.content_version import track

FORUM = """
UPDATE forums_invitee e SET forum_id = i.forum_id FROM forums_invitation i WHERE i.id = e.invitation_id;
SET CONSTRAINTS ALL IMMEDIATE;
"""
SAME = """
ALTER TABLE forums_invitation ADD CONSTRAINT invitation_with_forum UNIQUE (id, forum_id);
ALTER TABLE forums_invitee ADD CONSTRAINT invitee_invitation_same_forum
  FOREIGN KEY (invitation_id, forum_id) REFERENCES forums_invitation (id, forum_id) DEFERRABLE INITIALLY DEFERRED;
CREATE TRIGGER kept BEFORE DELETE ON forums_invitee FOR EACH ROW WHEN (OLD.invited_at IS NOT NULL)
  EXECUTE FUNCTION forums_kept('invitee_kept');
"""
NOT_SAME = """
DROP TRIGGER kept ON forums_invitee;
ALTER TABLE forums_invitee DROP CONSTRAINT invitee_invitation_same_forum;
ALTER TABLE forums_invitation DROP CONSTRAINT invitation_with_forum;
"""


class Migration(migrations.Migration):
    dependencies = [("forums", "0005_support_by_organisations")]

    operations = [
        migrations.CreateModel(
            name="Refusal",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "verbose_name": "refusal of invitations",
                "verbose_name_plural": "refusals of invitations",
                "constraints": [
                    models.CheckConstraint(condition=Q(("digest__regex", "^[0-9a-f]{64}$")), name="refusal_is_a_digest")
                ],
            },
        ),
        migrations.AddField(
            model_name="invitee",
            name="key",
            field=models.UUIDField(db_default=RandomUUID(), editable=False, unique=True),
        ),
        migrations.AddField(
            model_name="invitee",
            name="forum",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="invitees",
                to="forums.forum",
            ),
        ),
        migrations.RunSQL(FORUM, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="invitee",
            name="forum",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="invitees", to="forums.forum"
            ),
        ),
        migrations.AlterField(
            model_name="invitee",
            name="invitation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invitees",
                to="forums.invitation",
                verbose_name="invited stakeholder group",
            ),
        ),
        migrations.AlterField(
            model_name="invitee",
            name="organisation_name",
            field=models.CharField(blank=True, max_length=200, verbose_name="name of the organisation"),
        ),
        migrations.AddField(
            model_name="invitee",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="accounts.organisation",
                verbose_name="organisation",
            ),
        ),
        migrations.AddField(
            model_name="invitee",
            name="registration",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="invited_as",
                to="forums.registration",
                verbose_name="registration",
            ),
        ),
        migrations.AddField(
            model_name="invitee",
            name="added_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="added"
            ),
        ),
        migrations.AddField(
            model_name="invitee",
            name="declined_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="declined"),
        ),
        migrations.AddField(
            model_name="invitee",
            name="erased_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="erased"),
        ),
        migrations.RemoveConstraint(model_name="invitee", name="invitee_once"),
        migrations.AddConstraint(
            model_name="invitee",
            constraint=models.UniqueConstraint(
                models.F("forum"),
                django.db.models.functions.text.Lower("email"),
                condition=Q(("email", ""), _negated=True),
                name="invitee_once_a_forum",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitee",
            constraint=models.CheckConstraint(
                condition=Q(
                    Q(("email", ""), ("erased_at__isnull", False), ("name", "")),
                    Q(("erased_at", None), Q(("email", ""), _negated=True)),
                    _connector="OR",
                ),
                name="invitee_somebody_or_erased",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitee",
            constraint=models.CheckConstraint(
                condition=Q(("declined_at", None), ("invited_at__isnull", False), _connector="OR"),
                name="invitee_declined_once_invited",
            ),
        ),
        migrations.RunSQL(SAME, NOT_SAME),
        track("forums_invitee"),
    ]
