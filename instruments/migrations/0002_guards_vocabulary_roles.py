"""What models cannot say: foreign keys over two columns, triggers, the first vocabulary and the roles."""

from django.db import migrations

from instruments import vocabulary
from plumbing.content_version import track
from plumbing.roles import grant

# A file's edition, and the edition that an edition replaces, belong to the same instrument.
SAME_INSTRUMENT = """
ALTER TABLE instruments_edition ADD CONSTRAINT edition_with_instrument UNIQUE (id, instrument_id);
ALTER TABLE instruments_edition ADD CONSTRAINT edition_replaces_same_instrument
  FOREIGN KEY (replaces_id, instrument_id) REFERENCES instruments_edition (id, instrument_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE instruments_file ADD CONSTRAINT file_edition_same_instrument
  FOREIGN KEY (edition_id, instrument_id) REFERENCES instruments_edition (id, instrument_id) DEFERRABLE INITIALLY DEFERRED;
"""
NO_SAME_INSTRUMENT = """
ALTER TABLE instruments_file DROP CONSTRAINT file_edition_same_instrument;
ALTER TABLE instruments_edition DROP CONSTRAINT edition_replaces_same_instrument;
ALTER TABLE instruments_edition DROP CONSTRAINT edition_with_instrument;
"""

TERMS = ("theme", "audience", "sector", "companysize", "phase", "timeneeded", "format", "goal")
PARTS = ("edition", "file", "link", "credit")
EDIT = ("view", "add", "change")


class Migration(migrations.Migration):
    dependencies = [
        ("instruments", "0001_initial"),
        ("accounts", "0003_rights"),
        ("plumbing", "0001_initial"),
        ("search", "0001_initial"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
    ]

    operations = [
        migrations.RunSQL(SAME_INSTRUMENT, NO_SAME_INSTRUMENT),
        track(
            "instruments_instrument",
            *(
                f"instruments_instrument_{field}"
                for field in ("themes", "audiences", "sectors", "sizes", "phases", "goals", "related")
            ),
            *(f"instruments_{model}" for model in (*TERMS, *PARTS)),
            "taggit_tag",
            "taggit_taggeditem",
        ),
        migrations.RunPython(
            lambda apps, schema_editor: vocabulary.load(lambda name: apps.get_model("instruments", name)),
            migrations.RunPython.noop,
        ),
        grant(
            "instruments",
            {
                "curator": {
                    "instrument": (*EDIT, "publish_instrument", "import_instrument"),
                    **dict.fromkeys(TERMS, EDIT),
                    **dict.fromkeys(PARTS, (*EDIT, "delete")),
                },
                "moderator": {"instrument": ("view",)},
                "facilitator": {"instrument": ("view",)},
                "administrator": {
                    "instrument": (*EDIT, "publish_instrument", "import_instrument"),
                    **dict.fromkeys(TERMS, EDIT),
                    **dict.fromkeys(PARTS, (*EDIT, "delete")),
                },
            },
        ),
    ]
