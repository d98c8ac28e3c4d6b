from django.urls import path
from django.utils.translation import gettext_lazy as _

from instruments import views

app_name = "instruments"
urlpatterns = [
    path(_("instruments/"), views.catalogue, name="catalogue"),
    path(_("instruments/<slug:slug>/"), views.instrument, name="instrument"),
    path(_("instruments/<slug:slug>/seen/"), views.seen, name="seen"),
    path(_("instruments/<slug:slug>/files/<int:pk>/<str:name>"), views.download, name="download"),
]
