"""Every path of the site."""

from allauth.account import views as allauth_views
from allauth.mfa.webauthn import views as key_views
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path

from asks.urls import machine_patterns as machine_patterns_of_asks
from leverage import (
    about_views,
    account_views,
    api_views,
    health_views,
    machine_views,
    method_views,
    metrics_views,
    styleguide_views,
    vault_views,
    views,
)
from leverage.api import patterns as api_patterns
from leverage.entrance import SignIn, SignInByKey, SignUp, SignUpByPasskey
from leverage.shown_again import shown_again
from leverage.staff import staff_site
from outcomes.urls import machine_patterns as machine_patterns_of_outcomes

# What programs read stands at one address, in English, whatever language a person reads beside it.
machine_patterns = [
    *machine_patterns_of_outcomes,
    *machine_patterns_of_asks,
    path("healthz", health_views.healthz, name="healthz"),
    path("readyz", health_views.readyz, name="readyz"),
    path("metrics", metrics_views.metrics, name="metrics"),
    path("robots.txt", machine_views.robots_txt, name="robots_txt"),
    path(".well-known/security.txt", machine_views.security_txt, name="security_txt"),
    path(".well-known/change-password", machine_views.change_password, name="change_password"),
    path("api/v1/openapi.json", api_views.api_document, name="api_document"),
    path("api/v1/", (api_patterns(), "ninja", "api")),
]

pages = [
    path("", views.home, name="home"),
    # Before the many paths of the catalogue: redeeming a credential is what must be quickest.
    path("", include("outcomes.urls")),
    path("api/v1/", api_views.api, name="api"),
    path("about/privacy/", about_views.privacy, name="privacy"),
    path("about/what-we-hold/", about_views.what_we_hold, name="what_we_hold"),
    path("about/legal-demands/", about_views.legal_demands, name="legal_demands"),
    path("about/method/", method_views.method, name="method"),
    path("account/credentials/", views.sheet, name="sheet"),
    path("account/credentials/file/", views.sheet_file, name="sheet_file"),
    path("account/vault/", vault_views.vault, name="vault"),
    path("account/vault/file/", vault_views.vault_file, name="vault_file"),
    path("account/vault/empty/", vault_views.vault_empty, name="vault_empty"),
    path("account/", account_views.account, name="account"),
    path("account/name/", account_views.account_name, name="account_name"),
    path("account/export/", account_views.account_export, name="account_export"),
    path("account/delete/", account_views.account_delete, name="account_delete"),
    path("account/login/code/", account_views.account_recover, name="account_recover"),
    path("account/signup/codes/", account_views.account_codes, name="account_codes"),
    path("account/signup/stop/", account_views.account_stop, name="account_stop"),
    # allauth by name and not by include: its other pages are about e-mail, which we do not have.
    path("account/login/", SignIn.as_view(), name="account_login"),
    path("account/login/passkey/", SignInByKey.as_view(), name="mfa_login_webauthn"),
    path("account/logout/", allauth_views.logout, name="account_logout"),
    path("account/signup/", SignUp.as_view(), name="account_signup"),
    path("account/signup/passkey/", SignUpByPasskey.as_view(), name="account_signup_by_passkey"),
    path("account/signup/passkey/make/", key_views.signup_webauthn, name="mfa_signup_webauthn"),
    path("account/password/change/", allauth_views.password_change, name="account_change_password"),
    path(
        "account/password/set/",
        shown_again(allauth_views.password_set),
        name="account_set_password",
    ),
    path("account/inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("account/reauthenticate/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("account/second-factor/", include("leverage.second_factor_urls")),
    path("curate/admin/", staff_site.urls),
    path("", include("asks.urls")),
]

if settings.DEBUG:  # For those who build.
    pages.append(path("styleguide/", styleguide_views.styleguide, name="styleguide"))

urlpatterns = [
    *i18n_patterns(*pages, prefix_default_language=False),
    *machine_patterns,
    # Last: whatever else is below this path says so in a form for programs.
    re_path("^api/", api_views.api_elsewhere, name="api_elsewhere"),
]

handler500 = "leverage.outages.server_error"
