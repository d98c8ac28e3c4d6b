"""Who may see a page. Every view says so; one that does not is refused before it is served."""

from collections.abc import Callable, Iterator
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.checks import Error, register
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.urls import URLPattern, URLResolver, get_resolver

View = Callable[..., HttpResponse]
WAITING_POST = "waiting_post"
# Packages that keep their own doors. Django's generic views keep none: they are marked where they are used.
OTHERS = ("django.contrib.", "allauth.")


def public(view: View | None = None, *, cached: bool = True) -> View:
    """Everybody may see this. `cached` pages carry nothing personal, so every cache may keep them."""
    if view is None:
        return lambda view: public(view, cached=cached)

    @wraps(view)
    def wrapper(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.is_public_page = cached
        return response

    wrapper.access = "public"
    return wrapper


def signed_in(view: View | None = None, *, keeps_post: bool = False, for_script: bool = False) -> View:
    """Who has an account; others are asked to sign in, and a script is told so by a 401.

    With `keeps_post`, what somebody posts whose session has ended waits in the session until she has signed in, for the
    view to take up by `waiting_post`.
    """
    if view is None:
        return lambda view: signed_in(view, keeps_post=keeps_post, for_script=for_script)

    @wraps(view)
    def wrapper(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            if for_script:
                return JsonResponse({"signed_in": False}, status=401)
            if keeps_post and request.method == "POST":
                request.session[WAITING_POST] = {"path": request.path, "post": request.POST.urlencode()}
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    wrapper.access = "signed in"
    return wrapper


def waiting_post(request: HttpRequest) -> QueryDict | None:
    """What was posted to this address before she had to sign in again; handed out once."""
    waiting = request.session.get(WAITING_POST)
    if not waiting or waiting["path"] != request.path:
        return None
    del request.session[WAITING_POST]
    return QueryDict(waiting["post"])


def staff(view: View | None = None, *, permission: str | None = None) -> View:
    """Staff, with a permission if one is named; others who are signed in get 403."""
    if view is None:
        return lambda view: staff(view, permission=permission)

    @login_required
    @wraps(view)
    def wrapper(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_staff or (permission and not request.user.has_perm(permission)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    wrapper.access = permission or "staff"
    return wrapper


def holding(permission: str) -> Callable[[View], View]:
    """Who has a permission, of the staff or not; for others who are signed in the page does not exist."""

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def wrapper(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not request.user.has_perm(permission):
                raise Http404
            return view(request, *args, **kwargs)

        wrapper.access = permission
        return wrapper

    return decorate


class AccessMiddleware:
    """Refuses to serve a view of ours without a decision."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: tuple, kwargs: dict) -> None:
        if not decided(view):
            raise ImproperlyConfigured(f"{view.__module__}.{view.__qualname__} does not say who may see it.")


def decided(view: View) -> bool:
    """Whether a view says who may see it, or belongs to a package that keeps its own doors."""
    return hasattr(view, "access") or view.__module__.startswith(OTHERS) or _is_admin(view)


def _is_admin(view: View) -> bool:
    """Views of an admin site are wrapped by `AdminSite.admin_view`, which asks for staff."""
    return hasattr(view, "admin_site") or hasattr(view, "model_admin")


def views(resolver: URLResolver | None = None) -> Iterator[View]:
    """Every view that an address leads to."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.callback
        else:
            yield from views(pattern)


@register
def every_view_decides(app_configs: object, **kwargs: object) -> list[Error]:
    """System check: no address leads to a view without a decision."""
    return [
        Error(f"{view.__module__}.{view.__qualname__} does not say who may see it.", id="plumbing.E001")
        for view in views()
        if not decided(view)
    ]
