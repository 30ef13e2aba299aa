"""The interface put together. No documentation page: it would load scripts from elsewhere; the
OpenAPI document itself is served."""

from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI

from huying.api import cases, demands
from huying.api.answers import answer
from huying.platform.policy import public

api = NinjaAPI(
    title="Huying 呼应",
    version="1",
    description=(
        "Cases of a district. Staff use the session of the pages; every POST needs the header "
        "`Idempotency-Key` and, with a session, `X-CSRFToken`. Faults name field, value and remedy."
    ),
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)
api.add_router("/cases", cases.router)
api.add_router("/public/demands", demands.router)


@api.get("/openapi.json", include_in_schema=False, url_name="openapi")
@public("describes the interface and holds no data")
def document(request: HttpRequest) -> Any:  # noqa: ARG001 (the interface hands it in)
    """The OpenAPI document."""
    return answer(dict(api.get_openapi_schema()))
