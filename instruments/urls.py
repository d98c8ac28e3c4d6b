from django.urls import path
from django.utils.translation import gettext_lazy as _

from instruments import views

app_name = "instruments"
urlpatterns = [
    path(_("instruments/"), views.catalogue, name="catalogue"),
    path(_("instruments/<slug:slug>/"), views.instrument, name="instrument"),
    path(_("instruments/<slug:slug>/seen/"), views.seen, name="seen"),
    path(_("instruments/<slug:slug>/files/<int:pk>/<str:name>"), views.download, name="download"),
    path(_("box/"), views.box, name="box"),
    path(_("box/files.zip"), views.box_archive, name="box_archive"),
    path(_("box/put-in/"), views.boxed, name="boxed"),
]
