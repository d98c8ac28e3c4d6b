"""The site map. Addresses are a contract: docs/architecture.md."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from kenniscentrum import views
from kenniscentrum.sitemaps import SITEMAPS
from plumbing.access import public

handler404 = "kenniscentrum.views.not_found"
handler403 = "kenniscentrum.views.forbidden"

urlpatterns = [
    path("", views.root, name="root"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", public(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
    path("api/v1/", include("interop.urls")),
    path("admin/", admin.site.urls),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("", include("instruments.urls")),
        path("", include("networks.urls")),
        path("", include("forums.urls")),
        path("", include("news.urls")),
        path(_("search/"), views.search, name="search"),
        path(_("search/suggestions/"), views.suggestions, name="suggestions"),
        path(_("search/wish/"), views.wish, name="wish"),
        path(_("search/click/"), views.click, name="click"),
        path(_("themes/"), views.themes, name="themes"),
        path(_("themes/<slug:slug>/"), views.theme, name="theme"),
        path(_("about/"), views.about, name="about"),
        path(_("about/accessibility/"), views.accessibility, name="accessibility"),
        path(_("about/privacy/"), views.privacy, name="privacy"),
        path(_("about/contact/"), views.contact, name="contact"),
        path(_("about/design/"), views.design, name="design"),
        path(_("my/"), views.desk, name="desk"),
        path(_("my/account/"), include("allauth.urls")),
        path("", include("accounts.urls")),
    ),
]
