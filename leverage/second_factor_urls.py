"""Paths of passkeys, codes and second factors. An app for codes and names of keys are for staff only."""

from allauth.mfa.base import views as mfa_views
from allauth.mfa.recovery_codes import views as code_views
from allauth.mfa.totp import views as totp_views
from allauth.mfa.webauthn import views as key_views
from django.urls import path

from leverage.entrance import AddKey, KeyOnceMore
from leverage.last_key import not_the_last_way_in
from leverage.shown_again import shown_again
from leverage.staff import staff_required

_index = staff_required(mfa_views.index)
_add_app = staff_required(shown_again(totp_views.activate_totp))
_remove_app = staff_required(shown_again(totp_views.deactivate_totp))
# Shows codes once, to whoever made them; making others takes the factor.
_codes = shown_again(code_views.view_recovery_codes, shows_factor=False)
_new_codes = shown_again(code_views.generate_recovery_codes)
_add_key = shown_again(AddKey.as_view())
_remove_key = shown_again(not_the_last_way_in(key_views.remove_webauthn))
_rename_key = staff_required(shown_again(key_views.edit_webauthn))

# The names are those that allauth's own views ask for.
urlpatterns = [
    path("", _index, name="mfa_index"),
    path("authenticate/", mfa_views.authenticate, name="mfa_authenticate"),
    path("reauthenticate/", mfa_views.reauthenticate, name="mfa_reauthenticate"),
    path("app/", _add_app, name="mfa_activate_totp"),
    path("app/remove/", _remove_app, name="mfa_deactivate_totp"),
    path("codes/", _codes, name="mfa_view_recovery_codes"),
    path("codes/new/", _new_codes, name="mfa_generate_recovery_codes"),
    path("keys/", key_views.list_webauthn, name="mfa_list_webauthn"),
    path("keys/add/", _add_key, name="mfa_add_webauthn"),
    path("keys/show/", KeyOnceMore.as_view(), name="mfa_reauthenticate_webauthn"),
    path("keys/<int:pk>/remove/", _remove_key, name="mfa_remove_webauthn"),
    path("keys/<int:pk>/edit/", _rename_key, name="mfa_edit_webauthn"),
]
