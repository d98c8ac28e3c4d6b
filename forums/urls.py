from django.urls import path
from django.utils.translation import gettext_lazy as _

from forums.views import contributions, invitation, public, registration, reservations, responses, strategy, workshop

app_name = "forums"
urlpatterns = [
    # forums
    path(_("forums/"), public.forums, name="forums"),
    path(_("forums/calendar.ics"), public.calendar, name="calendar"),
    path(_("forums/invitation/<str:token>/"), invitation.invitation, name="invitation"),
    path(_("forums/registration/<str:token>/"), registration.registration, name="registration"),
    path(_("forums/<slug:slug>/"), public.forum, name="forum"),
    path(_("forums/<slug:slug>/calendar.ics"), public.forum_calendar, name="forum_calendar"),
    path(_("forums/<slug:slug>/register/"), registration.register, name="register"),
    path(_("forums/<slug:slug>/documents/<int:pk>/<str:name>"), public.document, name="document"),
    path(_("my/forums/<slug:slug>/register/"), registration.register_with_account, name="register_with_account"),
    # contributions
    path(_("forums/<slug:slug>/contributions/"), contributions.contribution_list, name="contributions"),
    path(_("forums/<slug:slug>/contributions.csv"), contributions.ledger_csv, name="ledger_csv"),
    path(_("forums/<slug:slug>/contributions/<int:number>/"), contributions.contribution, name="contribution"),
    path(
        _("forums/<slug:slug>/contributions/<int:number>/files/<int:file>/<str:name>"),
        contributions.attachment,
        name="attachment",
    ),
    path(_("my/questions/<int:pk>/"), contributions.contribute, name="contribute"),
    path(_("my/contributions/<int:pk>/"), contributions.my_contribution, name="my_contribution"),
    path(_("my/contributions/<int:pk>/write/"), contributions.write, name="write"),
    path(_("my/contributions/<int:pk>/autosave/"), contributions.autosave, name="contribution_autosave"),
    path(_("my/contributions/<int:pk>/files/"), contributions.add_attachment, name="add_attachment"),
    path(_("my/contributions/<int:pk>/files/<int:file>/<str:name>"), contributions.my_attachment, name="my_attachment"),
    path(_("my/contributions/<int:pk>/withdraw/"), contributions.withdraw_contribution, name="withdraw_contribution"),
    path(_("my/forums/<slug:slug>/contributions/<int:number>/"), responses.respond, name="respond"),
    # the workshop of the editors
    path(_("workshop/"), workshop.workshops, name="workshops"),
    path(_("workshop/<slug:slug>/"), workshop.workshop, name="workshop"),
    path(_("workshop/<slug:slug>/begin/"), workshop.begin, name="begin_version"),
    path(_("workshop/<slug:slug>/step/"), workshop.step, name="workshop_step"),
    path(_("workshop/<slug:slug>/publish/"), workshop.publish, name="publish_version"),
    # the common strategy
    path(_("strategy/"), strategy.strategies, name="strategies"),
    path(_("strategy/<slug:slug>/"), strategy.latest, name="strategy"),
    path(_("strategy/<slug:slug>/<int:number>/"), strategy.version, name="strategy_version"),
    path(_("strategy/<slug:slug>/<int:number>/changes/"), strategy.changes, name="strategy_changes"),
    path(_("strategy/<slug:slug>/<int:number>/contributions/"), strategy.contributions, name="strategy_contributions"),
    path(_("strategy/<slug:slug>/<int:number>/report/"), strategy.report_page, name="strategy_report"),
    path(_("strategy/<slug:slug>/<int:number>/report.pdf"), strategy.report_pdf, name="strategy_report_pdf"),
    path(_("strategy/<slug:slug>/<int:number>/report.docx"), strategy.report_docx, name="strategy_report_docx"),
    path(_("strategy/<slug:slug>/statements/<int:pk>/"), strategy.statement, name="statement"),
    path(_("strategy/<slug:slug>/statements/<int:pk>/reservation/"), reservations.reserve, name="reserve"),
    path(_("strategy/reservations/<int:pk>/withdraw/"), reservations.withdraw, name="withdraw_reservation"),
]
