"""What staff promise to who hands something in, and how they kept it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from networks import answers, promises
from plumbing.access import public


@public(cached=False)
def page(request: HttpRequest) -> HttpResponse:
    """Not kept: what is handed in changes no public page but this one."""
    months = answers.by_month(timezone.localdate())
    return render(
        request,
        "networks/promises.html",
        {
            "within": promises.ANSWER_WITHIN,
            "again_within": promises.ANSWER_AGAIN_WITHIN,
            "months": months,
            "due": sum(month.due for month in months),
            "in_time": sum(month.in_time for month in months),
            "has_demonstration": any(month.demonstration for month in months),
        },
    )
