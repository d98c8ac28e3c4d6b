from django.urls import path

from forums.views import strategy
from interop import views

app_name = "interop"
urlpatterns = [
    path("instruments/", views.instruments, name="instruments"),
    path("strategies/<slug:slug>/<int:number>/", strategy.as_json, name="strategy"),
]
