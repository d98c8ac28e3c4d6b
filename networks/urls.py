from django.urls import path, register_converter
from django.utils.translation import gettext_lazy as _

from networks.notes import KindConverter, MoveConverter
from networks.views import board, diagonal, dossier, files, lists, policy_report, promises, public, submissions, writing

register_converter(KindConverter, "note")
register_converter(MoveConverter, "move")

app_name = "networks"
urlpatterns = [
    # public lists
    path(_("projects/"), lists.projects, name="projects"),
    path(_("networks/"), lists.networks, name="networks"),
    path(_("calls/"), lists.calls, name="calls"),
    # the diagonal network: what everybody reads; before the networks, whose addresses look alike
    path(_("networks/<note:kind>/"), diagonal.notes_list, name="notes"),
    path(_("networks/<note:kind>/<int:pk>/"), diagonal.note, name="note"),
    path(_("networks/graph/"), diagonal.network_graph, name="graph"),
    # what a network replies to a recommendation
    path(_("my/recommendations/"), diagonal.my_recommendations, name="my_recommendations"),
    path(_("my/recommendations/<int:pk>/"), diagonal.reply, name="reply"),
    # the board of the facilitator and the steering group
    path(_("diagonal/"), board.board, name="board"),
    path(_("diagonal/proposals/"), board.proposals_list, name="proposals"),
    path(_("diagonal/proposals/<int:pk>/"), board.judge, name="judge"),
    path(_("diagonal/report/"), policy_report.page, name="policy_report"),
    path(_("diagonal/report/report.pdf"), policy_report.pdf, name="policy_report_pdf"),
    path(_("diagonal/report/report.xlsx"), policy_report.xlsx, name="policy_report_xlsx"),
    path(_("diagonal/<note:kind>/"), board.notes_list, name="board_notes"),
    path(_("diagonal/<note:kind>/new/"), board.add, name="board_add"),
    path(_("diagonal/<note:kind>/<int:pk>/"), board.note, name="board_note"),
    path(_("diagonal/<note:kind>/<int:pk>/edit/"), board.edit, name="board_edit"),
    path(_("diagonal/<note:kind>/<int:pk>/<move:move>/"), board.move, name="board_move"),
    # the timeline, and what one takes along
    path(_("timeline/"), dossier.timeline, name="timeline"),
    path(_("projects/list.csv"), dossier.operations, name="operations"),
    path(_("projects/<slug:slug>/dossier.pdf"), dossier.dossier, name="dossier"),
    # public pages
    path(_("promises/"), promises.page, name="promises"),
    path(_("projects/<slug:slug>/"), public.project, name="project"),
    path(_("networks/<slug:slug>/"), public.network, name="network"),
    path(_("networks/<slug:slug>/documents/<int:pk>/<str:name>"), public.document, name="document"),
    path(_("calls/<slug:slug>/"), public.call, name="call"),
    # what promoters hand in
    path(_("my/results/"), submissions.results, name="results"),
    path(_("my/results/new/"), submissions.start, name="start_result"),
    path(_("my/projects/"), submissions.projects, name="my_projects"),
    path(_("my/projects/<slug:slug>/change/"), submissions.change_project, name="change_project"),
    path(_("my/submissions/<int:pk>/"), submissions.submission, name="submission"),
    path(_("my/submissions/<int:pk>/step-<int:number>/"), writing.step, name="submission_step"),
    path(_("my/submissions/<int:pk>/autosave/"), writing.autosave, name="autosave"),
    path(_("my/submissions/<int:pk>/like-it/"), writing.like_it, name="like_it"),
    path(_("my/submissions/<int:pk>/files/"), files.add, name="add_file"),
    path(_("my/submissions/<int:pk>/files/<int:file>/<str:name>"), files.download, name="submission_file"),
    path(_("my/submissions/<int:pk>/withdraw/"), submissions.withdraw, name="withdraw_submission"),
]
