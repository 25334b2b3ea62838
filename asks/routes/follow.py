"""Paths for feeds and machines."""

from django.urls import path

from asks.feeds import asks_feed, lab_feed, labs_feed
from asks.sitemaps import sitemap
from asks.views.feeds import feeds

urlpatterns = [path("feeds/", feeds, name="feeds")]

machine_patterns = [
    path("sitemap.xml", sitemap, name="sitemap"),
    path("feeds/asks/", asks_feed, name="asks_feed"),
    path("feeds/labs/", labs_feed, name="labs_feed"),
    path("feeds/labs/<slug:slug>/", lab_feed, name="lab_feed"),
]
