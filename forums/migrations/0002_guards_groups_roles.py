"""What models cannot say: foreign keys over several columns, the trace that is never lost, groups and roles."""

from django.db import migrations

from plumbing.content_version import moments, track
from plumbing.roles import grant

# What belongs together belongs to the same forum, version, contribution or organisation.
SAME = """
ALTER TABLE forums_phase ADD CONSTRAINT phase_with_forum UNIQUE (id, forum_id);
ALTER TABLE forums_question ADD CONSTRAINT question_with_forum UNIQUE (id, forum_id);
ALTER TABLE forums_question ADD CONSTRAINT question_phase_same_forum
  FOREIGN KEY (phase_id, forum_id) REFERENCES forums_phase (id, forum_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE forums_contribution ADD CONSTRAINT contribution_question_same_forum
  FOREIGN KEY (question_id, forum_id) REFERENCES forums_question (id, forum_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE forums_moderationdecision ADD CONSTRAINT decision_with_moderator UNIQUE (id, moderator_id);
ALTER TABLE forums_appeal ADD CONSTRAINT appeal_names_who_refused
  FOREIGN KEY (decision_id, refused_by_id) REFERENCES forums_moderationdecision (id, moderator_id)
  DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE forums_chapter ADD CONSTRAINT chapter_with_version UNIQUE (id, version_id);
ALTER TABLE forums_statement ADD CONSTRAINT statement_chapter_same_version
  FOREIGN KEY (chapter_id, version_id) REFERENCES forums_chapter (id, version_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE forums_source ADD CONSTRAINT source_with_both_ends UNIQUE (id, contribution_id, statement_id);
ALTER TABLE forums_source ADD CONSTRAINT source_via_same_contribution
  FOREIGN KEY (via_id, contribution_id, via_statement_id) REFERENCES forums_source (id, contribution_id, statement_id)
  DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE forums_source ADD CONSTRAINT source_via_ancestor
  FOREIGN KEY (via_statement_id, statement_id) REFERENCES forums_descent (ancestor_id, descendant_id)
  DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE forums_reservation ADD CONSTRAINT reservation_with_both_ends UNIQUE (id, organisation_id, statement_id);
ALTER TABLE forums_reservation ADD CONSTRAINT reservation_via_same_organisation
  FOREIGN KEY (via_id, organisation_id, via_statement_id)
  REFERENCES forums_reservation (id, organisation_id, statement_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE forums_reservation ADD CONSTRAINT reservation_via_ancestor
  FOREIGN KEY (via_statement_id, statement_id) REFERENCES forums_descent (ancestor_id, descendant_id)
  DEFERRABLE INITIALLY DEFERRED;
"""
NOT_SAME = """
ALTER TABLE forums_reservation DROP CONSTRAINT reservation_via_ancestor;
ALTER TABLE forums_reservation DROP CONSTRAINT reservation_via_same_organisation;
ALTER TABLE forums_reservation DROP CONSTRAINT reservation_with_both_ends;
ALTER TABLE forums_source DROP CONSTRAINT source_via_ancestor;
ALTER TABLE forums_source DROP CONSTRAINT source_via_same_contribution;
ALTER TABLE forums_source DROP CONSTRAINT source_with_both_ends;
ALTER TABLE forums_statement DROP CONSTRAINT statement_chapter_same_version;
ALTER TABLE forums_chapter DROP CONSTRAINT chapter_with_version;
ALTER TABLE forums_appeal DROP CONSTRAINT appeal_names_who_refused;
ALTER TABLE forums_moderationdecision DROP CONSTRAINT decision_with_moderator;
ALTER TABLE forums_contribution DROP CONSTRAINT contribution_question_same_forum;
ALTER TABLE forums_question DROP CONSTRAINT question_phase_same_forum;
ALTER TABLE forums_question DROP CONSTRAINT question_with_forum;
ALTER TABLE forums_phase DROP CONSTRAINT phase_with_forum;
"""

# `refuse` gives every refusal the name of its rule, as a constraint would.
TRACE = """
CREATE FUNCTION forums_refuse(rule text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'refused: %', rule USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = rule;
END $$;

-- Rows that are never deleted.
CREATE FUNCTION forums_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM forums_refuse(TG_ARGV[0]);
END $$;
CREATE TRIGGER kept BEFORE DELETE ON forums_contribution FOR EACH ROW WHEN (OLD.number IS NOT NULL)
  EXECUTE FUNCTION forums_kept('contribution_kept');
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON forums_contributionversion FOR EACH ROW
  EXECUTE FUNCTION forums_kept('contributionversion_kept');
CREATE TRIGGER kept BEFORE DELETE ON forums_registration FOR EACH ROW WHEN (OLD.confirmed_at IS NOT NULL)
  EXECUTE FUNCTION forums_kept('registration_kept');
CREATE TRIGGER kept BEFORE DELETE ON forums_moderationdecision FOR EACH ROW
  EXECUTE FUNCTION forums_kept('moderationdecision_kept');
CREATE TRIGGER kept BEFORE DELETE ON forums_appeal FOR EACH ROW EXECUTE FUNCTION forums_kept('appeal_kept');
CREATE TRIGGER kept BEFORE DELETE ON forums_descent FOR EACH ROW EXECUTE FUNCTION forums_kept('descent_kept');
CREATE TRIGGER kept BEFORE DELETE ON forums_source FOR EACH ROW EXECUTE FUNCTION forums_kept('source_kept');
CREATE TRIGGER kept BEFORE DELETE ON forums_reservation FOR EACH ROW EXECUTE FUNCTION forums_kept('reservation_kept');

-- Columns that may change on what is frozen: who did it is forgotten with the person, and authors are told afterwards.
CREATE FUNCTION forums_same_but(before jsonb, after jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT before - ARRAY['by_id', 'told_at'] = after - ARRAY['by_id', 'told_at']
$$;
CREATE FUNCTION forums_is_published(version bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT state = 'published' FROM forums_strategyversion WHERE id = version
$$;

-- A published version stands as it is.
CREATE FUNCTION forums_frozen_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM forums_refuse('strategyversion_frozen');
END $$;
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON forums_strategyversion FOR EACH ROW WHEN (OLD.state = 'published')
  EXECUTE FUNCTION forums_frozen_version();
CREATE FUNCTION forums_frozen_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND forums_same_but(to_jsonb(OLD), to_jsonb(NEW)) THEN RETURN NEW; END IF;
  IF TG_OP <> 'INSERT' AND forums_is_published(OLD.version_id)
     OR TG_OP <> 'DELETE' AND forums_is_published(NEW.version_id) THEN
    PERFORM forums_refuse('strategyversion_frozen');
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE ON forums_chapter FOR EACH ROW
  EXECUTE FUNCTION forums_frozen_part();
CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE ON forums_statement FOR EACH ROW
  EXECUTE FUNCTION forums_frozen_part();
CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE ON forums_outcome FOR EACH ROW
  EXECUTE FUNCTION forums_frozen_part();

-- Sources: neither in a published version nor on a retired statement does one come, go, or change its ends.
CREATE FUNCTION forums_frozen_source() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE holder forums_statement;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF forums_same_but(to_jsonb(OLD), to_jsonb(NEW)) THEN RETURN NEW; END IF;
    IF (OLD.contribution_id, OLD.statement_id, OLD.via_id, OLD.via_statement_id)
       IS DISTINCT FROM (NEW.contribution_id, NEW.statement_id, NEW.via_id, NEW.via_statement_id)
       OR OLD.released_at IS NOT NULL THEN
      PERFORM forums_refuse('source_ends_stay');
    END IF;
  END IF;
  SELECT * INTO holder FROM forums_statement WHERE id = NEW.statement_id FOR UPDATE;
  IF forums_is_published(holder.version_id) THEN PERFORM forums_refuse('strategyversion_frozen'); END IF;
  IF holder.retired_at IS NOT NULL THEN PERFORM forums_refuse('source_of_a_standing_statement'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER frozen BEFORE INSERT OR UPDATE ON forums_source FOR EACH ROW EXECUTE FUNCTION forums_frozen_source();

-- Descents: they never change, and only what is still being written descends from anything.
CREATE FUNCTION forums_frozen_descent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN PERFORM forums_refuse('descent_kept'); END IF;
  IF (SELECT forums_is_published(version_id) FROM forums_statement WHERE id = NEW.descendant_id) THEN
    PERFORM forums_refuse('strategyversion_frozen');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER frozen BEFORE INSERT OR UPDATE ON forums_descent FOR EACH ROW EXECUTE FUNCTION forums_frozen_descent();

-- A statement is retired once and for all, when it has passed on with all its sources and reservations, or was dropped
-- with a reason. Looked at when the transaction ends, so that the parts may come in any order.
CREATE FUNCTION forums_passed_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.retired_at IS NOT NULL AND NEW.retired_at IS NULL THEN
    PERFORM forums_refuse('statement_retired_for_good');
  END IF;
  IF NEW.retired_at IS NULL OR NEW.dropped_nl || NEW.dropped_en <> '' THEN RETURN NULL; END IF;
  IF NOT EXISTS (SELECT FROM forums_descent WHERE ancestor_id = NEW.id) THEN
    PERFORM forums_refuse('statement_passed_on_or_dropped');
  END IF;
  IF EXISTS (SELECT FROM forums_source s WHERE s.statement_id = NEW.id AND s.released_at IS NULL
             AND NOT EXISTS (SELECT FROM forums_source n WHERE n.via_id = s.id)) THEN
    PERFORM forums_refuse('statement_sources_passed_on');
  END IF;
  IF EXISTS (SELECT FROM forums_reservation r WHERE r.statement_id = NEW.id AND r.withdrawn_at IS NULL
             AND NOT EXISTS (SELECT FROM forums_reservation n WHERE n.via_id = r.id)) THEN
    PERFORM forums_refuse('statement_reservations_passed_on');
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER passed_on AFTER INSERT OR UPDATE ON forums_statement DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION forums_passed_on();

-- A version is published when everything of the one before is in it: each statement, source and reservation.
CREATE FUNCTION forums_carried_over() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE before bigint;
BEGIN
  IF NEW.state <> 'published' THEN RETURN NULL; END IF;
  SELECT id INTO before FROM forums_strategyversion
    WHERE strategy_id = NEW.strategy_id AND number < NEW.number ORDER BY number DESC LIMIT 1;
  IF EXISTS (SELECT FROM forums_statement s WHERE s.version_id = before AND s.retired_at IS NULL AND NOT EXISTS (
      SELECT FROM forums_descent d JOIN forums_statement n ON n.id = d.descendant_id
      WHERE d.ancestor_id = s.id AND n.version_id = NEW.id)) THEN
    PERFORM forums_refuse('version_carries_every_statement');
  END IF;
  IF EXISTS (SELECT FROM forums_source s JOIN forums_statement h ON h.id = s.statement_id
      WHERE h.version_id = before AND h.retired_at IS NULL AND s.released_at IS NULL AND NOT EXISTS (
      SELECT FROM forums_source n JOIN forums_statement t ON t.id = n.statement_id
      WHERE n.via_id = s.id AND t.version_id = NEW.id)) THEN
    PERFORM forums_refuse('version_carries_every_source');
  END IF;
  IF EXISTS (SELECT FROM forums_reservation r JOIN forums_statement h ON h.id = r.statement_id
      WHERE h.version_id = before AND h.retired_at IS NULL AND r.withdrawn_at IS NULL AND NOT EXISTS (
      SELECT FROM forums_reservation n JOIN forums_statement t ON t.id = n.statement_id
      WHERE n.via_id = r.id AND t.version_id = NEW.id)) THEN
    PERFORM forums_refuse('version_carries_every_reservation');
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER carried_over AFTER INSERT OR UPDATE ON forums_strategyversion DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION forums_carried_over();
"""
NO_TRACE = """
DROP TRIGGER carried_over ON forums_strategyversion;
DROP TRIGGER passed_on ON forums_statement;
DROP TRIGGER frozen ON forums_descent;
DROP TRIGGER frozen ON forums_source;
DROP TRIGGER frozen ON forums_outcome;
DROP TRIGGER frozen ON forums_statement;
DROP TRIGGER frozen ON forums_chapter;
DROP TRIGGER frozen ON forums_strategyversion;
DROP TRIGGER kept ON forums_reservation;
DROP TRIGGER kept ON forums_source;
DROP TRIGGER kept ON forums_descent;
DROP TRIGGER kept ON forums_appeal;
DROP TRIGGER kept ON forums_moderationdecision;
DROP TRIGGER kept ON forums_registration;
DROP TRIGGER kept ON forums_contributionversion;
DROP TRIGGER kept ON forums_contribution;
DROP FUNCTION forums_carried_over;
DROP FUNCTION forums_passed_on;
DROP FUNCTION forums_frozen_descent;
DROP FUNCTION forums_frozen_source;
DROP FUNCTION forums_frozen_part;
DROP FUNCTION forums_frozen_version;
DROP FUNCTION forums_is_published;
DROP FUNCTION forums_same_but;
DROP FUNCTION forums_kept;
DROP FUNCTION forums_refuse;
"""

# A forum of which only the month is known is past when the month is.
MONTH = """
CREATE FUNCTION forums_month_over() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.month IS NOT NULL THEN
    INSERT INTO plumbing_moment (at) VALUES ((NEW.month + interval '1 month') AT TIME ZONE 'Europe/Brussels')
      ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER month_over AFTER INSERT OR UPDATE ON forums_forum FOR EACH ROW EXECUTE FUNCTION forums_month_over();
"""
NO_MONTH = "DROP TRIGGER month_over ON forums_forum; DROP FUNCTION forums_month_over;"

GROUPS = (
    ("employers", "werkgevers", "employers"),
    ("trade-unions", "vakbonden", "trade unions"),
    ("ngos", "ngo's", "NGOs"),
    ("government", "overheid", "government"),
    ("social-economy", "sociale economie", "social economy"),
    ("education", "onderwijs en vorming", "education and training"),
    ("research", "onderzoek", "research"),
    ("consumers", "consumenten", "consumers"),
)

SHOWN = (
    "stakeholdergroup", "forum", "forum_themes", "invitation", "programmepart", "phase", "forumdocument", "registration",
    "question", "contribution", "contribution_themes", "contributionversion", "attachment", "reply", "support",
    "moderationdecision", "strategy", "strategy_forums", "strategyversion", "chapter", "statement", "descent", "source",
    "outcome", "reservation", "action", "actionreport",
)  # fmt: skip

EDIT = ("view", "add", "change")
PARTS = ("invitation", "invitee", "programmepart", "phase", "forumdocument", "question")
ORGANISE = {
    "forum": (*EDIT, "publish_forum"),
    "stakeholdergroup": EDIT,
    **dict.fromkeys(PARTS, (*EDIT, "delete")),
    "registration": ("view", "change"),
    "needs": ("view",),
    "contribution": (*EDIT, "enter_contribution"),
    "reply": ("view",),
    "strategy": EDIT,
    "strategyversion": (*EDIT, "publish_strategyversion"),
    "action": EDIT,
    "actionreport": EDIT,
    "reservation": ("view",),
}
MODERATE = {
    "forum": ("view",),
    "contribution": ("view", "moderate_contribution"),
    "reply": ("view",),
    "moderationdecision": ("view",),
    "appeal": ("view",),
}


def make_groups(apps, schema_editor):
    groups = apps.get_model("forums", "StakeholderGroup").objects
    for position, (slug, nl, en) in enumerate(GROUPS):
        groups.get_or_create(slug=slug, defaults={"label_nl": nl, "label_en": en, "position": 10 * (position + 1)})


class Migration(migrations.Migration):
    dependencies = [("forums", "0001_initial"), ("accounts", "0003_rights"), ("plumbing", "0004_moments")]

    operations = [
        migrations.RunSQL(SAME, NOT_SAME),
        migrations.RunSQL(TRACE, NO_TRACE),
        migrations.RunPython(make_groups, migrations.RunPython.noop),
        track(*(f"forums_{table}" for table in SHOWN)),
        moments("forums_phase", "opens", "closes"),
        moments("forums_forum", "starts_at", "ends_at"),
        migrations.RunSQL(MONTH, NO_MONTH),
        grant(
            "forums",
            {
                "curator": ORGANISE,
                "facilitator": ORGANISE,
                "moderator": MODERATE,
                "administrator": {
                    **MODERATE,
                    **ORGANISE,
                    "contribution": (*ORGANISE["contribution"], "moderate_contribution"),
                },
            },
        ),
    ]
