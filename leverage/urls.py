"""Every path of the site."""

from allauth.account import views as account_views
from django.urls import include, path

from leverage import machine_views, views
from leverage.staff import staff_site

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", machine_views.robots_txt, name="robots_txt"),
    path(".well-known/security.txt", machine_views.security_txt, name="security_txt"),
    path(".well-known/change-password", machine_views.change_password, name="change_password"),
    path("about/privacy/", views.privacy, name="privacy"),
    path("about/what-we-hold/", views.what_we_hold, name="what_we_hold"),
    path("about/method/", views.method, name="method"),
    path("account/credentials/", views.sheet, name="sheet"),
    path("account/credentials/file/", views.sheet_file, name="sheet_file"),
    # allauth by name and not by include: its other pages are about e-mail, which we do not have.
    path("account/login/", account_views.login, name="account_login"),
    path("account/logout/", account_views.logout, name="account_logout"),
    path("account/signup/", account_views.signup, name="account_signup"),
    path("account/password/change/", account_views.password_change, name="account_change_password"),
    path("account/inactive/", account_views.account_inactive, name="account_inactive"),
    path("account/reauthenticate/", account_views.reauthenticate, name="account_reauthenticate"),
    path("account/second-factor/", include("leverage.second_factor_urls")),
    path("curate/admin/", staff_site.urls),
    path("", include("asks.urls")),
    path("", include("outcomes.urls")),
]
