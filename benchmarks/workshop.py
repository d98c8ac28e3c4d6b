"""What the workshop of the editors costs with many contributions: `python -m benchmarks.workshop [--write]`.

All is made in one transaction that is rolled back.
"""

import gzip
import sys
import time
from statistics import median

from benchmarks import databases, report

SECTION = "The workshop of the editors"
FEW, MANY = 40, 500  # forty are one page
A_STATEMENT = 5  # contributions for each statement
ROUNDS = 20
SAID = """\
A draft with a statement for each five contributions of 760 letters, which are listed forty at a time. Milliseconds
of processor time of the web worker, the middle of twenty; bytes as the browser gets them, and compressed. A move is
one contribution decided on: its form, and the answer that takes its place in the page. The made texts repeat
themselves: real ones compress less."""


def draft(many: int):
    """A strategy with so many contributions, half of which stand behind a statement."""
    from django.utils import timezone

    from forums.models import Contribution, Forum, Source, StakeholderGroup, Statement, Strategy
    from forums.workflow import strategy as strategies

    now = timezone.now()
    forum = Forum.objects.create(slug=f"bench-{many}", kind="stakeholder", title_nl=f"Forum {many}", numbered=many)
    groups = list(StakeholderGroup.objects.all())
    contributions = Contribution.objects.bulk_create(
        Contribution(
            forum=forum, number=number, group=groups[number % len(groups)], language="nl", state="published",
            text="Een lange bijdrage " * 40, gist="In one line", version=1, submitted_at=now, published_at=now,
        )
        for number in range(1, many + 1)
    )  # fmt: skip
    strategy = Strategy.objects.create(slug=f"bench-{many}", title_nl=f"Strategie {many}")
    strategy.forums.add(forum)
    version = strategies.begin(strategy, by=None)
    chapters = [version.chapters.create(title_nl=f"Hoofdstuk {number}", position=number) for number in range(1, 6)]
    statements = Statement.objects.bulk_create(
        Statement(version=version, chapter=chapters[number % 5], text_nl=f"Stelling {number} " * 10, position=number)
        for number in range(many // A_STATEMENT)
    )
    Source.objects.bulk_create(
        Source(contribution=one, statement=statements[place % len(statements)])
        for place, one in enumerate(contributions[::2])
    )
    return version


def cost(do) -> tuple[float, int, int]:
    """Milliseconds, bytes and compressed bytes of an answer."""
    times, answer = [], do()
    for _ in range(ROUNDS):
        started = time.process_time()
        answer = do()
        times.append((time.process_time() - started) * 1000)
    content = b"".join(one.content for one in answer)
    return median(times), len(content), len(gzip.compress(content))


def ways(client, version) -> dict:
    """What an editor does, each a list of answers."""
    home = f"/en/workshop/{version.strategy.slug}/"
    swap = {"HX-Request": "true", "HX-Target": "step"}
    one = version.strategy.forums.get().contributions.get(number=1)
    kinds = iter(["taken-up", "in-part"] * ROUNDS * 2)

    def move() -> list:
        chosen = {"do": "decide", "c": one.pk, "back": home}
        opened = client.get(f"{home}step/", chosen, headers=swap)
        return [opened, client.post(f"{home}step/", chosen | {"kind": next(kinds)}, headers=swap)]

    return {
        "the page": lambda: [client.get(home)],
        "the next page of the list": lambda: [
            client.get(f"{home}?page=2", headers=swap | {"HX-Target": "contributions"})
        ],
        "a move": move,
    }


def main() -> None:
    databases.use("bench_workshop")
    from django.db import transaction
    from django.test import Client

    from accounts.models import Person

    figures: dict[str, list] = {}
    with transaction.atomic():
        client = Client(SERVER_NAME="localhost")
        client.force_login(Person.objects.create_superuser("editor@example.org", "a long password"))
        for many in (FEW, MANY):
            for name, way in ways(client, draft(many)).items():
                assert all(answer.status_code == 200 for answer in way())
                figures.setdefault(name, []).append(cost(way))
        transaction.set_rollback(True)
    rows = [
        (
            name,
            f"{few[0]:.0f}",
            f"{much[0]:.0f}",
            f"{much[0] / few[0]:.2f}",
            f"{few[1]:,}",
            f"{much[1]:,}",
            f"{much[2]:,}",
        )
        for name, (few, much) in figures.items()
    ]
    head = ("", f"ms with {FEW}", f"ms with {MANY}", "ratio", f"bytes with {FEW}", f"bytes with {MANY}", "compressed")
    text = report.table(head, rows)
    print(text)
    if "--write" in sys.argv:
        report.write(SECTION, f"{SAID}\n\n{text}")
    databases.stop()


if __name__ == "__main__":
    main()
