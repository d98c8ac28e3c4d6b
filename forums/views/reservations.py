"""At the desk: an organisation signs a reservation on a statement, or takes one back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts import acting
from forums.models import Reservation, Statement
from forums.reservation_form import ReservationForm, organisations_of
from forums.workflow import NotAllowed, reservations
from plumbing.access import signed_in


@signed_in
def reserve(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The form, and the reservations that one's organisations signed on this statement."""
    current = Statement.objects.current().select_related("version__strategy")
    statement = get_object_or_404(current, pk=pk, version__strategy__slug=slug)
    first = {"organisation": acting.organisation_of(request)}
    form = ReservationForm(request.POST or None, statement=statement, person=request.user, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            reservations.reserve(form.save(commit=False), by=request.user)
        except NotAllowed as error:
            form.add_error(None, str(error))
        else:
            return redirect(statement)
    organisations = organisations_of(request.user)
    context = {
        "statement": statement,
        "strategy": statement.version.strategy,
        "form": form,
        "organisations": organisations,
        "is_open": reservations.open_for(statement.version),
        "signed": statement.reservations.standing().filter(organisation__in=organisations),
    }
    return render(request, "forums/reserve.html", context)


@signed_in
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a reservation of one's own organisation back; those of others are nobody's business."""
    mine = Reservation.objects.filter(organisation__in=organisations_of(request.user))
    found = get_object_or_404(mine.select_related("statement__version__strategy"), pk=pk)
    if not found.withdrawn_at:
        reservations.withdraw(found, by=request.user)
    return redirect(found.statement)
