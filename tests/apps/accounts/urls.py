"""The door with one room behind it."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from huying.platform.policy import guarded, guarded_api


@guarded("home.view")
def home(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"home of {request.user.name}")


@guarded_api("home.view")
def figures(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("{}")


urlpatterns = [
    path("", home, name="home"),
    path("api/figures", figures),
    path("", include("huying.apps.accounts.urls")),
]
