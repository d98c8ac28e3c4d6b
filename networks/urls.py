from django.urls import path
from django.utils.translation import gettext_lazy as _

from networks.views import lists, public, submissions, writing

app_name = "networks"
urlpatterns = [
    # public lists
    path(_("projects/"), lists.projects, name="projects"),
    path(_("networks/"), lists.networks, name="networks"),
    path(_("calls/"), lists.calls, name="calls"),
    # public pages
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
    path(_("my/submissions/<int:pk>/withdraw/"), submissions.withdraw, name="withdraw_submission"),
]
