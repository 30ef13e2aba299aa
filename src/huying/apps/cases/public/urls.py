"""Addresses of the residents' pages; none carries a number, a code or anything personal."""

from django.urls import path

from huying.apps.cases.public.report import done, report
from huying.apps.cases.public.start import start
from huying.apps.cases.public.tracking import act, leave, track, track_case

urlpatterns = [
    path("public/", start, name="public-home"),
    path("report/", report, name="report"),
    path("report/done/", done, name="report-done"),
    path("track/", track, name="track"),
    path("track/case/", track_case, name="track-case"),
    path("track/case/act/", act, name="track-act"),
    path("track/leave/", leave, name="track-leave"),
]
