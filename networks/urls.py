from django.urls import path
from django.utils.translation import gettext_lazy as _

from networks.views import public

app_name = "networks"
urlpatterns = [
    # public pages
    path(_("projects/<slug:slug>/"), public.project, name="project"),
    path(_("networks/<slug:slug>/"), public.network, name="network"),
    path(_("networks/<slug:slug>/documents/<int:pk>/<str:name>"), public.document, name="document"),
    path(_("calls/<slug:slug>/"), public.call, name="call"),
]
