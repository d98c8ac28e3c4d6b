"""Instruments from a file: tried by default, written with --apply."""

import sys
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from tqdm import tqdm

from instruments.exchange.apply import Import, run
from instruments.exchange.columns import COLUMNS
from instruments.exchange.report import CHANGED, NEW, UNCHANGED, Report


class Command(BaseCommand):
    help = (
        "Import instruments from a CSV, XLSX or JSON lines file. Shows what would change; --apply does it, in one"
        f" transaction. Columns: {' '.join(COLUMNS)} (lists separated by ;). A column that the file lacks is left as it"
        " is, an empty cell clears, an empty id makes a new instrument."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--apply", action="store_true", help="write it; nothing is written when any row is wrong")
        parser.add_argument(
            "--state", choices=["published", "draft"], default="published",
            help="what new instruments become (default: published); the state of others is left alone",
        )  # fmt: skip

    def handle(self, *, file: Path, apply: bool, state: str, **options: object) -> None:
        with translation.override("en"):
            report = self.run_with_progress(file, write=apply, publish=state == "published")
            if report.wrong:
                raise CommandError(faults(report))
            self.show(report)

    def run_with_progress(self, file: Path, *, write: bool, publish: bool) -> Report:
        bars: dict[str, tqdm] = {}

        def progress(stage: str, done: int, total: int) -> None:
            if stage not in bars:
                bars[stage] = tqdm(desc=stage, total=total, disable=not sys.stderr.isatty(), unit_scale=True)
            bars[stage].total = total
            bars[stage].update(done - bars[stage].n)

        try:
            with file.open("rb") as opened:
                return run(opened, Import(file.name, write=write, publish=publish, progress=progress))
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        finally:
            for bar in bars.values():
                bar.close()

    def show(self, report: Report) -> None:
        for line in report.lines:
            columns = f": {', '.join(line.columns)}" if line.columns else ""
            self.stdout.write(f"line {line.line}: {line.kind} {line.code} “{line.title}”{columns}")
        if report.lines_not_shown:
            self.stdout.write(f"... and {report.lines_not_shown} more")
        for note in report.notes:
            self.stdout.write(f"note, {note}")
        for name in report.new_publishers:
            self.stdout.write(f"new publisher, to be confirmed by staff: {name}")
        if report.new_tags:
            self.stdout.write(f"{len(report.new_tags)} new tags: {', '.join(report.new_tags[:20])}")
        counts = report.counts
        done = "Written" if report.written else "Would be"
        self.stdout.write(f"{done}: {counts[NEW]} new, {counts[CHANGED]} changed, {counts[UNCHANGED]} unchanged.")
        if not report.written:
            self.stdout.write("This was a dry run and nothing is written; --apply does it.")


def faults(report: Report) -> str:
    """What is wrong, line by line."""
    lines = [str(problem) for problem in report.problems]
    if report.not_shown:
        lines.append(f"... and {report.not_shown} more")
    if report.stopped:
        lines.append(report.stopped)
    return "\n".join(["Nothing is written; the file has to be put right first.", *lines])
