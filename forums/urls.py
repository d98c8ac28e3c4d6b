from django.urls import path
from django.utils.translation import gettext_lazy as _

from forums import views

app_name = "forums"
urlpatterns = [
    path(_("forums/"), views.forums, name="forums"),
    path(_("forums/calendar.ics"), views.calendar, name="calendar"),
    path(_("forums/<slug:slug>/"), views.forum, name="forum"),
    path(_("forums/<slug:slug>/calendar.ics"), views.forum_calendar, name="forum_calendar"),
    path(_("forums/<slug:slug>/documents/<int:pk>/<str:name>"), views.document, name="document"),
]
