"""The passage of a text that shows best what a search found.

Marking the words of a whole body takes longer than ranking it. Of one word the summary is enough when the word is there;
else what is around the first word of the body that begins like it is, or more of the body when that only began alike.
Several words may stand apart: then a longer piece of the body is looked through, behind the summary.
"""

from django.db import migrations

FUNCTION = r"""
CREATE FUNCTION search_snippet(
    config regconfig, wanted tsquery, beginnings text, words int, summary text, body text, mark text, options text
) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1000 AS $$
DECLARE
    before CONSTANT int := 100;
    around CONSTANT int := CASE WHEN words = 1 THEN 350 ELSE 2000 END;
    readable CONSTANT text := left(body, 10000);
    found text := '';
    hit int;
    near text;
BEGIN
    IF words = 1 THEN
        found := ts_headline(config, summary, wanted, options);
        IF strpos(found, mark) > 0 THEN RETURN found; END IF;
        summary := NULL;
    END IF;
    hit := regexp_instr(readable, beginnings, 1, 1, 0, 'i');
    IF hit = 0 THEN hit := regexp_instr(unaccent(readable), beginnings, 1, 1, 0, 'i'); END IF;
    IF hit = 0 AND found <> '' THEN RETURN found; END IF;
    near := substr(body, greatest(hit - before, 1), around);
    IF hit > before + 1 THEN near := substr(near, strpos(near, ' ') + 1); END IF;
    IF length(body) >= greatest(hit - before, 1) + around THEN near := left(near, -strpos(reverse(near), ' ')); END IF;
    near := ts_headline(config, concat_ws(E'\n', summary, near), wanted, options);
    IF hit > 0 AND strpos(near, mark) = 0 THEN
        near := ts_headline(config, concat_ws(E'\n', summary, left(body, 2000)), wanted, options);
    END IF;
    RETURN CASE WHEN found = '' OR strpos(near, mark) > 0 THEN near ELSE found END;
END $$;
"""
NO_FUNCTION = "DROP FUNCTION search_snippet(regconfig, tsquery, text, int, text, text, text, text);"


class Migration(migrations.Migration):
    dependencies = [("search", "0006_titles_as_written")]

    operations = [migrations.RunSQL(FUNCTION, NO_FUNCTION)]
