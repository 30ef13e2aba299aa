"""Addresses of the residents' pages; none carries a number, a code or anything personal."""

from django.urls import path

from huying.apps.cases.public import report, tracking

urlpatterns = [
    path("report/", report.report, name="report"),
    path("report/done/", report.done, name="report-done"),
    path("track/", tracking.track, name="track"),
    path("track/case/", tracking.track_case, name="track-case"),
    path("track/case/act/", tracking.act, name="track-act"),
    path("track/leave/", tracking.leave, name="track-leave"),
]
