"""The paths that a site has under development: all, and the page of parts."""

from django.urls import path

from leverage.styleguide_views import styleguide
from leverage.urls import urlpatterns as paths

urlpatterns = [path("styleguide/", styleguide, name="styleguide"), *paths]
