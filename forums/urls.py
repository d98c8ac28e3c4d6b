from django.urls import path
from django.utils.translation import gettext_lazy as _

from forums.views import public, registration

app_name = "forums"
urlpatterns = [
    # forums
    path(_("forums/"), public.forums, name="forums"),
    path(_("forums/calendar.ics"), public.calendar, name="calendar"),
    path(_("forums/registration/<str:token>/"), registration.registration, name="registration"),
    path(_("forums/<slug:slug>/"), public.forum, name="forum"),
    path(_("forums/<slug:slug>/calendar.ics"), public.forum_calendar, name="forum_calendar"),
    path(_("forums/<slug:slug>/register/"), registration.register, name="register"),
    path(_("forums/<slug:slug>/documents/<int:pk>/<str:name>"), public.document, name="document"),
    path(_("my/forums/<slug:slug>/register/"), registration.register_with_account, name="register_with_account"),
]
