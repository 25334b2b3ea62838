"""Paths of second factors: kept by staff only, while signing in with one is open to whoever has one."""

from allauth.mfa.base import views as mfa_views
from allauth.mfa.recovery_codes import views as code_views
from allauth.mfa.totp import views as totp_views
from allauth.mfa.webauthn import views as key_views
from django.urls import path

from leverage.staff import staff_required

_index = staff_required(mfa_views.index)
_add_app = staff_required(totp_views.activate_totp)
_remove_app = staff_required(totp_views.deactivate_totp)
_codes = staff_required(code_views.view_recovery_codes)
_new_codes = staff_required(code_views.generate_recovery_codes)
_keys = staff_required(key_views.list_webauthn)
_add_key = staff_required(key_views.add_webauthn)
_remove_key = staff_required(key_views.remove_webauthn)
_rename_key = staff_required(key_views.edit_webauthn)

# The names are those that allauth's own views ask for.
urlpatterns = [
    path("", _index, name="mfa_index"),
    path("authenticate/", mfa_views.authenticate, name="mfa_authenticate"),
    path("reauthenticate/", mfa_views.reauthenticate, name="mfa_reauthenticate"),
    path("app/", _add_app, name="mfa_activate_totp"),
    path("app/remove/", _remove_app, name="mfa_deactivate_totp"),
    path("codes/", _codes, name="mfa_view_recovery_codes"),
    path("codes/new/", _new_codes, name="mfa_generate_recovery_codes"),
    path("keys/", _keys, name="mfa_list_webauthn"),
    path("keys/add/", _add_key, name="mfa_add_webauthn"),
    path("keys/show/", key_views.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("keys/<int:pk>/remove/", _remove_key, name="mfa_remove_webauthn"),
    path("keys/<int:pk>/edit/", _rename_key, name="mfa_edit_webauthn"),
]
