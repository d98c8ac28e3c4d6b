"""A first visit is light."""

import pytest

pytestmark = pytest.mark.browser
KILOBYTE = 1024


@pytest.mark.parametrize(
    ("shape", "most"), [("catalogue", 100), ("home", 80), ("instrument", 80), ("nothing found", 100)]
)  # fmt: skip
def test_a_first_visit_stays_under_its_weight(visit, addresses, shape, most):
    page = visit(first=True)
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    bytes_of = {}
    network.on(
        "Network.loadingFinished", lambda event: bytes_of.update({event["requestId"]: event["encodedDataLength"]})
    )
    page.goto(addresses.of(shape, "nl"), wait_until="networkidle")
    assert len(bytes_of) >= 3
    assert sum(bytes_of.values()) < most * KILOBYTE


def test_what_never_changes_is_not_asked_again(visit, addresses):
    page = visit(first=True)
    page.goto(addresses.of("catalogue", "nl"), wait_until="networkidle")
    asked = []
    page.on("response", lambda response: asked.append(response) if not response.from_service_worker else None)
    page.goto(addresses.of("instrument", "nl"), wait_until="networkidle")
    [style] = [response for response in asked if response.url.endswith(".css")]
    assert "immutable" in style.headers["cache-control"]
    assert (
        page.evaluate("performance.getEntriesByType('resource').find(e => e.name.endsWith('.css')).transferSize") == 0
    )


def test_a_page_that_did_not_change_is_not_sent_again(visit, addresses):
    page = visit(first=True)
    for _ in range(5):  # another test may have changed the portal in between: then the page is another one
        before = page.goto(addresses.of("catalogue", "nl"), wait_until="networkidle").headers["etag"]
        page.goto(addresses.of("home", "nl"), wait_until="networkidle")
        after = page.goto(addresses.of("catalogue", "nl"), wait_until="networkidle").headers["etag"]
        if after == before:
            break
    assert after == before
    assert page.evaluate("performance.getEntriesByType('navigation')[0].transferSize") < KILOBYTE
