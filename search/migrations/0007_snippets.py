"""The passage of a text that shows what a search found.

Marking the words of a whole body takes longer than ranking it, so only what is around the first word that begins like one
of those looked for is read; the whole is when none of them is marked there. Bodies are read as far as anybody does.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION search_snippet(
    config regconfig, wanted tsquery, beginnings text, around int, summary text, body text, mark text, options text
) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1000 AS $$
DECLARE
    text CONSTANT text := left(body, 10000);
    hit int := regexp_instr(text, beginnings, 1, 1, 0, 'i');
    start int;
    near text;
    found text;
BEGIN
    IF hit = 0 THEN hit := regexp_instr(unaccent(text), beginnings, 1, 1, 0, 'i'); END IF;
    start := greatest(hit - 100, 1);
    IF hit = 0 THEN around := 150; END IF;  -- only to go on where a short summary ends
    near := substr(body, start, around);
    IF start > 1 THEN near := substr(near, strpos(near, ' ') + 1); END IF;
    IF length(body) >= start + around THEN near := left(near, -strpos(reverse(near), ' ')); END IF;
    found := ts_headline(config, concat_ws(E'\n', summary, near), wanted, options);
    IF hit > 0 AND strpos(found, mark) = 0 AND length(body) > length(near) THEN
        found := ts_headline(config, concat_ws(E'\n', summary, left(body, 2000)), wanted, options);
    END IF;
    RETURN found;
END $$;
"""
NO_FUNCTION = "DROP FUNCTION search_snippet(regconfig, tsquery, text, int, text, text, text, text);"


class Migration(migrations.Migration):
    dependencies = [("search", "0006_titles_as_written")]

    operations = [migrations.RunSQL(FUNCTION, NO_FUNCTION)]
