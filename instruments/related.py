"""Instruments that belong together, and why."""

from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext

from instruments.models import Instrument
from plumbing.bilingual import mid_sentence

RELATED_AT_MOST = 4

# A shared theme or tag says the more, the rarer it is: ln(all / having it), as in inverse document frequency.
# Words of the title that the other title has too count as text.
CANDIDATES = """
WITH everything AS (SELECT count(*)::float AS n FROM instruments_instrument WHERE state = 'published'),
shared_theme AS (
  SELECT o.instrument_id AS id, sum(ln(1 + e.n / f.df)) AS score
  FROM instruments_instrument_themes m
  JOIN instruments_instrument_themes o ON o.theme_id = m.theme_id AND o.instrument_id <> m.instrument_id
  JOIN (SELECT theme_id, count(*)::float AS df FROM instruments_instrument_themes GROUP BY theme_id) f
    ON f.theme_id = m.theme_id
  CROSS JOIN everything e
  WHERE m.instrument_id = %(id)s GROUP BY o.instrument_id
),
shared_tag AS (
  SELECT o.object_id AS id, sum(ln(1 + e.n / f.df)) AS score
  FROM taggit_taggeditem m
  JOIN taggit_taggeditem o
    ON o.tag_id = m.tag_id AND o.content_type_id = m.content_type_id AND o.object_id <> m.object_id
  JOIN (SELECT tag_id, count(*)::float AS df FROM taggit_taggeditem GROUP BY tag_id) f ON f.tag_id = m.tag_id
  CROSS JOIN everything e
  JOIN django_content_type c ON c.id = m.content_type_id AND c.app_label = 'instruments' AND c.model = 'instrument'
  WHERE m.object_id = %(id)s GROUP BY o.object_id
),
text_alike AS (
  SELECT o.id, greatest(similarity(o.title_nl, m.title_nl), similarity(o.title_en, m.title_en)) * 4 AS score
  FROM instruments_instrument m
  JOIN instruments_instrument o ON o.id IN (SELECT id FROM shared_theme UNION SELECT id FROM shared_tag)
  WHERE m.id = %(id)s
)
SELECT i.id
FROM instruments_instrument i
LEFT JOIN shared_theme USING (id) LEFT JOIN shared_tag USING (id) LEFT JOIN text_alike USING (id)
WHERE i.state = 'published' AND (shared_theme.score IS NOT NULL OR shared_tag.score IS NOT NULL)
ORDER BY coalesce(shared_theme.score, 0) + coalesce(shared_tag.score, 0) + coalesce(text_alike.score, 0) DESC, i.id DESC
LIMIT %(limit)s
"""


@dataclass(frozen=True)
class Related:
    """An instrument with the reasons, in the reader's language, why it stands here."""

    instrument: Instrument
    reasons: list[str]


def related_to(instrument: Instrument, limit: int = RELATED_AT_MOST) -> list[Related]:
    """Published instruments that go with this one: those that curators linked, then by shared vocabulary and title."""
    linked = list(instrument.related.published().with_card().prefetch_related("themes", "tags")[:limit])
    with connection.cursor() as cursor:
        cursor.execute(CANDIDATES, {"id": instrument.pk, "limit": limit + len(linked)})
        ids = [row[0] for row in cursor.fetchall()]
    known = {other.pk for other in linked}
    by_id = {
        other.pk: other
        for other in Instrument.objects.filter(pk__in=ids).with_card().prefetch_related("themes", "tags")
    }
    alike = [by_id[pk] for pk in ids if pk in by_id and pk not in known]
    return [
        *(Related(other, [gettext("chosen by the editors"), *_shared(instrument, other)]) for other in linked),
        *(Related(other, _shared(instrument, other)) for other in alike[: limit - len(linked)]),
    ]


def _shared(one: Instrument, other: Instrument) -> list[str]:
    themes = {theme.pk for theme in one.themes.all()}
    tags = {tag.pk for tag in one.tags.all()}
    shared = [mid_sentence(theme.label) for theme in other.themes.all() if theme.pk in themes]
    reasons = [gettext("also on %(theme)s") % {"theme": label} for label in shared]
    shared_tags = [tag.name for tag in other.tags.all() if tag.pk in tags]
    if shared_tags:
        reasons.append(gettext("also tagged %(tags)s") % {"tags": ", ".join(shared_tags)})
    return reasons[:3]
