"""Doors: to the login, 401, 403 in words, 404 for what lies outside; a route without one fails."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse, JsonResponse
from django.test import Client, RequestFactory
from django.urls import include, path
from ninja import NinjaAPI
from ninja.openapi.docs import Swagger

from huying.platform.policy import access, guarded, guarded_api, public
from huying.platform.policy.routes import faults, routes
from tests.apps.policy.conftest import DESK, DISTRICT, INSPECTION, actor

DOOR = pytest.mark.urls("tests.apps.accounts.urls")
PERSON = SimpleNamespace(is_authenticated=True, district_id=DISTRICT, name="某人")


def asked(who, *, method: str = "GET", **headers):
    request = RequestFactory(enforce_csrf_checks=True).generic(method, "/cases/?q=1", **headers)
    request.user = PERSON if who else AnonymousUser()
    request.actor = who
    request.htmx = None
    return request


@guarded("case.list")
def page(_request):
    return HttpResponse("cases")


@guarded_api("case.create")
def operation(_request):
    return JsonResponse({"ok": True})


@DOOR
def test_a_page_sends_strangers_to_the_login_and_back():
    response = page(asked(None))
    assert response.status_code == 302
    assert response["Location"].endswith("/login/?next=%2Fcases%2F%3Fq%3D1")


@DOOR
def test_a_fragment_sends_its_whole_page_to_the_login():
    request = asked(None)
    request.htmx = SimpleNamespace(current_url_abs_path="/cases/")
    response = page(request)
    assert response["HX-Redirect"].endswith("/login/?next=%2Fcases%2F")


@DOOR
@pytest.mark.django_db
def test_a_page_tells_the_unentitled_in_words():
    response = page(asked(actor(("security_admin", INSPECTION))))
    assert response.status_code == 403
    assert "办件列表" in response.content.decode()
    assert "安全管理员" in response.content.decode()


def test_the_entitled_come_in():
    assert page(asked(actor(("desk", DESK)))).content == b"cases"


@pytest.mark.parametrize(
    ("who", "status", "code"),
    [(None, 401, "login_required"), (actor(("auditor", DESK)), 403, "not_entitled")],
)
def test_the_api_answers_in_json(who, status, code):
    response = operation(asked(who))
    assert response.status_code == status
    assert json.loads(response.content)["code"] == code


@DOOR
@pytest.mark.django_db
def test_a_writing_operation_needs_the_token():
    request = asked(actor(("desk", DESK)), method="POST")
    request._dont_enforce_csrf_checks = False
    response = operation(request)
    assert (response.status_code, json.loads(response.content)["code"]) == (403, "page_stale")
    assert operation(asked(actor(("desk", DESK)))).status_code == 200


# ---- the walk -----------------------------------------------------------------------------------


def sentences(*patterns) -> list[str]:
    return list(faults(routes(patterns), access()))


def bare(_request):
    return HttpResponse()


def test_a_route_without_a_policy_fails_with_a_sentence():
    [told] = sentences(path("open/", bare))
    assert told.startswith("/open/ (tests.apps.policy.test_guards.bare) has no policy")


def test_an_action_nobody_declared_fails():
    [told] = sentences(path("x/", guarded("case.destroy")(bare)))
    assert "'case.destroy', which is no action of access.toml" in told


def test_a_public_route_needs_a_reason():
    assert sentences(path("a/", public("residents have no account")(bare))) == []
    [told] = sentences(path("b/", public("")(bare)))
    assert "public without a reason" in told


def test_operations_of_the_api_are_looked_at_one_by_one():
    api = NinjaAPI(urls_namespace="walk", docs_url=None, openapi_url=None)

    @api.get("/cases")
    @guarded_api("case.list")
    def listed(request):
        return {}

    @api.post("/cases")
    def made(request):
        return {}

    [told] = sentences(path("api/", include((api.urls[0], "walk"), namespace="walk")))
    assert told.startswith("POST /api/cases ")


def test_the_description_of_the_api_needs_a_door_too():
    api = NinjaAPI(urls_namespace="walk2", docs=Swagger())
    assert len(sentences(path("api/", include((api.urls[0], "w"), namespace="w")))) == 2
    closed = NinjaAPI(urls_namespace="walk3", docs_decorator=guarded("style.view"))
    assert sentences(path("api/", include((closed.urls[0], "w"), namespace="w3"))) == []


def test_every_route_of_the_product_has_a_policy():
    assert list(faults(routes(), access())) == []


def test_a_client_without_login_gets_no_page_but_the_public_ones(db):
    client = Client()
    for route in routes():
        reachable = "<" not in route.address and " " not in route.address
        if reachable and not route.reason:
            assert client.get(route.address).status_code in (302, 405), route.address
