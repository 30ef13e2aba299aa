"""Addresses of the lists of cases and of one case."""

from django.urls import path

from huying.apps.cases.views.act import act
from huying.apps.cases.views.case import case
from huying.apps.cases.views.dispatching import dispatching
from huying.apps.cases.views.lists import case_export, case_list
from huying.apps.cases.views.placing import placing
from huying.apps.cases.views.reveal import reveal

urlpatterns = [
    # Words before numbers: none of them is a case's number.
    path("cases/", case_list, name="case-list"),
    path("cases/export/", case_export, name="case-export"),
    path("cases/placing/", placing, name="placing"),
    path("cases/dispatching/", dispatching, name="dispatching"),
    path("cases/<str:number>/", case, name="case-detail"),
    path("cases/<str:number>/reveal/", reveal, name="case-reveal"),
    path("cases/<str:number>/acts/<slug:act>/", act, name="case-act"),
]
