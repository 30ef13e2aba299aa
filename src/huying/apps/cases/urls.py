"""Addresses of one case."""

from django.urls import path

from huying.apps.cases.views.act import act
from huying.apps.cases.views.case import case
from huying.apps.cases.views.reveal import reveal

urlpatterns = [
    path("cases/<str:number>/", case, name="case-detail"),
    path("cases/<str:number>/reveal/", reveal, name="case-reveal"),
    path("cases/<str:number>/acts/<slug:act>/", act, name="case-act"),
]
