"""Paths of the guide."""

from django.urls import path

from asks.views.guide import guide, guide_evidence, guide_lever, guide_risks, guide_weak_lab

urlpatterns = [
    path("guide/", guide, name="guide"),
    path("guide/risks/", guide_risks, name="guide_risks"),
    path("guide/evidence/", guide_evidence, name="guide_evidence"),
    path("guide/weak-lab/", guide_weak_lab, name="guide_weak_lab"),
    path("guide/lever/", guide_lever, name="guide_lever"),
]
