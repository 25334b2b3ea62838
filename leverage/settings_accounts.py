"""The settings of accounts, passkeys and second factors (privacy.md 6); `leverage.settings` takes them in."""

from leverage import environment

AUTH_USER_MODEL = "leverage.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "leverage.hashers.MeasuredArgon2PasswordHasher",
    "django.contrib.auth.hashers.Argon2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "leverage.password_words.UsualPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account"
ACCOUNT_ADAPTER = "leverage.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "signup": "leverage.forms.SignUpForm",
    "login": "leverage.forms.SignInForm",
    "change_password": "leverage.forms.PasswordForm",
    "set_password": "leverage.forms.FirstPasswordForm",
    "reauthenticate": "leverage.forms.PasswordOnceMoreForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
# Names are kept in small letters, so that two never differ in case alone.
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_SESSION_REMEMBER = True
# For how long password or passkey count as just shown. Sessions hold that moment rounded down to five
# minutes (leverage.session_privacy), so it is five minutes at least and ten at most.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_SIGNUP_REDIRECT_URL = "account"
# Without it every visitor behind a proxy would count as one. A wrong number would trust a forged header.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.number("LEVERAGE_TRUSTED_PROXIES", default=0)
# "ip" is the keyed hash that the adapter gives, never an address.
ACCOUNT_RATE_LIMITS = {
    "account_opened": "5/d/ip",  # Our own; counted when a form is complete (leverage.entrance).
    "signup": "60/d/ip",  # Every try, typing mistakes too.
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "change_password": "5/m/user",
}

# Passkeys and second factors. Without one nobody curates (leverage.staff); times are scrubbed by
# leverage.mfa_privacy. MFA_PASSKEY_SIGNUP_ENABLED demands e-mail: leverage.accounts adds its step instead.
MFA_ADAPTER = "leverage.accounts.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "recovery_codes", "totp"]
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
# With a name one code opens the account of a member, so it is not to be guessed: five tries in five minutes.
MFA_RECOVERY_CODE_DIGITS = 12
MFA_RATE_LIMITS = {"webauthn_login": "30/m/ip"}
MFA_TOTP_ISSUER = "Leverage"
# The code before and the one after count too: clocks differ, and people type slowly (RFC 6238, section 5.2).
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "leverage.forms_mfa.CodeForm",
    "reauthenticate": "leverage.forms_mfa.CodeOnceMoreForm",
    "activate_totp": "leverage.forms_mfa.FirstCodeForm",
    "signup_webauthn": "leverage.forms_mfa.FirstKeyForm",
    "add_webauthn": "leverage.forms_mfa.AddKeyForm",
    "edit_webauthn": "leverage.forms_mfa.RenameKeyForm",
    "login_webauthn": "leverage.forms_mfa.SignInKeyForm",
    "authenticate_webauthn": "leverage.forms_mfa.SecondKeyForm",
    "reauthenticate_webauthn": "leverage.forms_mfa.KeyOnceMoreForm",
}
