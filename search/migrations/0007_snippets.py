"""The passage of a text that shows best what a search found.

The summary, when it has all that was looked for; else what is around the first word of the body that begins like one of
those, or more of the body when that only began alike: marking the words of a whole body takes longer than ranking it. Of
several words, which may stand apart, a longer piece is looked through, behind the summary.
"""

from django.db import migrations

FUNCTION = r"""
CREATE FUNCTION search_snippet(
    config regconfig, wanted tsquery, every tsquery, beginnings text, words int, summary text, body text,
    mark text, passage_options text, whole_options text
) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1000 AS $$
DECLARE
    before CONSTANT int := 100;
    around CONSTANT int := CASE WHEN words = 1 THEN 350 ELSE 2000 END;
    ahead CONSTANT text := CASE WHEN words = 1 THEN NULL ELSE summary END;
    readable CONSTANT text := left(body, 10000);
    short CONSTANT text := ts_headline(config, summary, wanted, whole_options);
    hit int;
    near text;
    found text;
BEGIN
    IF strpos(short, mark) > 0 AND (words = 1 OR to_tsvector(config, summary) @@ every) THEN RETURN short; END IF;
    hit := regexp_instr(readable, beginnings, 1, 1, 0, 'i');
    IF hit = 0 THEN hit := regexp_instr(unaccent(readable), beginnings, 1, 1, 0, 'i'); END IF;
    IF hit = 0 AND short <> '' THEN RETURN short; END IF;
    near := substr(body, greatest(hit - before, 1), around);
    IF hit > before + 1 THEN near := substr(near, strpos(near, ' ') + 1); END IF;
    IF length(body) >= greatest(hit - before, 1) + around THEN near := left(near, -strpos(reverse(near), ' ')); END IF;
    IF hit > before + 1 AND ahead <> '' THEN near := '… ' || near; END IF;
    found := ts_headline(config, concat_ws(E'\n', ahead, near), wanted, passage_options);
    IF hit > 0 AND strpos(found, mark) = 0 THEN
        found := ts_headline(config, concat_ws(E'\n', ahead, left(body, 2000)), wanted, passage_options);
    END IF;
    RETURN CASE WHEN short = '' OR strpos(found, mark) > 0 THEN found ELSE short END;
END $$;
"""
NO_FUNCTION = "DROP FUNCTION search_snippet(regconfig, tsquery, tsquery, text, int, text, text, text, text, text);"


class Migration(migrations.Migration):
    dependencies = [("search", "0006_titles_as_written")]

    operations = [migrations.RunSQL(FUNCTION, NO_FUNCTION)]
