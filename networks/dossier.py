"""The dossier of a project: its fiche as an accessible PDF, and all projects as a list of operations."""

import csv
import io
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext

from instruments.exchange.notation import guarded
from networks import fiche
from networks.models import Project
from plumbing import typeset
from plumbing.bilingual import reader_language

TEMPLATE = settings.BASE_DIR / "templates" / "networks" / "dossier.typ"


def pdf(project: Project) -> bytes:
    """The fiche of a project read `with_fiche`, in the reader's language, as PDF/UA-1."""
    title, summary = project.title, project.summary
    data = {
        "lang": reader_language(),
        "title": str(title),
        "title_lang": title.language,
        "summary": str(summary),
        "summary_lang": summary.language,
        "author": str(project.promoter.name) if project.promoter else gettext("Flemish Digital Knowledge Centre CSR"),
        "kind": gettext("Project fiche"),
        "demonstration": gettext("demonstration content") if project.demonstration else "",
        "footer": gettext("Flemish Digital Knowledge Centre CSR"),
        "address": settings.BASE_URL + project.get_absolute_url(),
        "parts": [_part(part) for part in fiche.parts(project)],
    }
    return typeset.pdf(TEMPLATE, data, at=project.changed_at)


def _part(part: fiche.Part) -> dict:
    return {"heading": f"{part.number}. {part.heading}", "blocks": [_block(block) for block in part.blocks]}


def _block(block: fiche.Block) -> dict:
    return {
        "label": block.label,
        "lang": block.text.language if block.text else reader_language(),
        "text": typeset.blocks(block.text) if block.text else [],
        "items": [{"text": str(item.text), "lang": item.text.language, "detail": item.detail} for item in block.items],
    }


def operations(projects: Iterable[Project]) -> str:
    """What article 49(3) of Regulation (EU) 2021/1060 asks of a list of operations, as CSV; the unknown is empty."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([
        gettext("Code of the operation"), gettext("Name of the operation"), gettext("Beneficiary"),
        gettext("Purpose"), gettext("Expected and actual achievements"), gettext("Start"), gettext("End"),
        gettext("Total cost in euro"), gettext("Fund"), gettext("Specific objective"), gettext("Type of intervention"),
        gettext("Share paid by the Union, in percent"), gettext("Place"), gettext("Country"), gettext("Call"),
        gettext("Address of the fiche"),
    ])  # fmt: skip
    for project in projects:
        call = project.call.title if project.call and project.call.state == project.state else ""
        writer.writerow([
            _cell(value) for value in (
                project.code, project.title, project.promoter.name if project.promoter else "", project.summary,
                "\n".join(filter(None, [project.output, project.impact, project.achievements])), project.starts_on,
                project.ends_on, project.total_cost, project.fund, project.objective, project.intervention,
                project.cofinancing_rate, project.location, project.country, call,
                settings.BASE_URL + project.get_absolute_url(),
            )
        ])  # fmt: skip
    return text.getvalue()


def _cell(value: str | date | Decimal | None) -> str:
    """A value as any program reads it, and no spreadsheet takes for a formula."""
    return guarded(value) if isinstance(value, str) else "" if value is None else str(value)
