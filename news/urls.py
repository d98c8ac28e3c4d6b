from django.urls import path
from django.utils.translation import gettext_lazy as _

from news import feeds, views

app_name = "news"
urlpatterns = [
    path(_("news/"), views.news, name="news"),
    path(_("news/feed.atom"), feeds.all_news, name="feed"),
    path(_("news/themes/<slug:slug>.atom"), feeds.news_on_theme, name="theme_feed"),
    path(_("news/<slug:slug>/"), views.item, name="item"),
]
