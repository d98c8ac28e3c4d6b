"""The parts of the stylesheet are served as one."""

from pathlib import Path

from django.contrib.staticfiles import finders


def test_the_parts_are_joined_in_the_order_of_their_names(settings):
    parts = sorted((settings.BASE_DIR / "static" / "css" / "site").glob("*.css"))
    joined = Path(finders.find("css/site.css")).read_text("utf-8")
    places = [joined.index(part.read_text("utf-8").strip()) for part in parts]
    assert len(places) > 5
    assert places == sorted(places)


def test_the_stylesheet_is_served(client):
    response = client.get("/static/css/site.css")
    assert response["Content-Type"].startswith("text/css")
    assert b"--" in response.getvalue()
