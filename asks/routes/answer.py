"""Paths for a lab's own answer."""

from django.urls import path

from asks.views.answer import answer, answer_claim, answer_help, answers
from asks.views.answer_curation import answer_contest, spokespeople

urlpatterns = [
    path("labs/answer-help/", answer_help, name="answer_help"),
    path("labs/<slug:slug>/answers/", answers, name="answers"),
    path("labs/<slug:slug>/answer/", answer, name="answer"),
    path("labs/<slug:slug>/answer/claim/", answer_claim, name="answer_claim"),
    path("curate/spokespeople/", spokespeople, name="spokespeople"),
    path(
        "curate/answers/<slug:slug>/<slug:ask>/<int:number>/", answer_contest, name="answer_contest"
    ),
]
