from django.urls import path
from django.utils.translation import gettext_lazy as _

from accounts import views

app_name = "accounts"
urlpatterns = [
    path(_("my/organisations/"), views.organisations, name="organisations"),
    path(_("my/organisations/acting-for/"), views.act, name="act"),
    path(_("my/organisations/register/"), views.register, name="register"),
    path(_("my/organisations/join/"), views.join, name="join"),
    path(_("my/organisations/join/<int:pk>/"), views.ask, name="ask"),
    path(_("my/organisations/<int:pk>/"), views.organisation, name="organisation"),
    path(_("my/organisations/<int:pk>/invite/"), views.invite, name="invite"),
    path(_("my/organisations/<int:pk>/leave/"), views.leave, name="leave"),
    path(_("my/organisations/<int:pk>/people/<int:member>/role/"), views.change_role, name="role"),
    path(_("my/organisations/<int:pk>/people/<int:member>/remove/"), views.remove, name="remove"),
    path(_("my/organisations/<int:pk>/invitations/<int:invitation>/withdraw/"), views.withdraw, name="withdraw"),
    path(_("my/organisations/<int:pk>/requests/<int:request_pk>/"), views.answer, name="answer"),
    path(_("my/invitation/<str:token>/"), views.invitation, name="invitation"),
    path(_("my/data/"), views.own_data, name="data"),
    path(_("my/data/export/"), views.export, name="export"),
    path(_("my/data/erase/"), views.erase, name="erase"),
]
