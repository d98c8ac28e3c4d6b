"""Uses count in the ranking of the search: see search/models.py, Used. Visits from other websites are views too."""

from django.db import migrations

# What a use is worth grows with its day, so that the sum never has to be aged
TRIGGER = """
CREATE FUNCTION instruments_use_ranks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_used (kind, object_id, score)
    SELECT 'instrument', c.instrument_id, sum(c.times * power(2::float8, (c.day - date '2004-12-06')::float8 / 365))
    FROM (VALUES (NEW.instrument_id, NEW.day, NEW.kind, NEW.times), (OLD.instrument_id, OLD.day, OLD.kind, -OLD.times))
        AS c(instrument_id, day, kind, times)
    WHERE c.kind <> 'link' GROUP BY c.instrument_id
    ON CONFLICT (kind, object_id) DO UPDATE SET score = search_used.score + excluded.score;
    RETURN NULL;
END $$;
CREATE TRIGGER instruments_use_ranks AFTER INSERT OR UPDATE OR DELETE ON instruments_use
    FOR EACH ROW EXECUTE FUNCTION instruments_use_ranks();
INSERT INTO search_used (kind, object_id, score)
SELECT 'instrument', instrument_id, sum(times * power(2::float8, (day - date '2004-12-06')::float8 / 365))
FROM instruments_use WHERE kind <> 'link' GROUP BY instrument_id;
"""
NO_TRIGGER = "DROP TRIGGER instruments_use_ranks ON instruments_use; DROP FUNCTION instruments_use_ranks();"


class Migration(migrations.Migration):
    dependencies = [("instruments", "0006_boxed_uses"), ("search", "0009_used")]

    operations = [migrations.RunSQL(TRIGGER, NO_TRIGGER)]
