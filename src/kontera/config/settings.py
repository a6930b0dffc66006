"""Django's settings, all of them derived from the environment.

The module can be imported with no variable set, for tools and tests: then the
secret key is random and dies with the process, and nothing can be unsealed.
Whoever serves (``kontera web``, ``worker``, ``up``) calls ``environment.read``
with what it needs first, and refuses to start without it.
"""

from __future__ import annotations

import os
import secrets
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy

from kontera.config import databases, environment, logs, sealing

ENVIRONMENT = environment.read(os.environ)
_PUBLIC = urlsplit(ENVIRONMENT.public_url)
_SECURE = _PUBLIC.scheme == "https"

DEBUG = False
SECRET_KEY = next(iter(ENVIRONMENT.secret_keys), "") or secrets.token_urlsafe(50)
SECRET_KEY_FALLBACKS = list(ENVIRONMENT.secret_keys[1:])
#: Fernet keys for secrets at rest: the first seals, all unseal. Empty without KONTERA_SECRET_KEY.
KONTERA_SEAL_KEYS = sealing.keys(ENVIRONMENT.secret_keys)

ALLOWED_HOSTS = [_PUBLIC.hostname or "localhost", "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [ENVIRONMENT.public_url]
ROOT_URLCONF = "kontera.config.urls"
WSGI_APPLICATION = "kontera.config.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "kontera.shops",
    "kontera.panel",  # before allauth, whose templates it replaces
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
]

MIDDLEWARE = [
    "kontera.config.short_way.short_way",  # hooks, health and metrics go no further
    "kontera.config.headers.strict_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {"default": databases.entry(ENVIRONMENT.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PROCRASTINATE_IMPORT_PATHS = ["kontera.sync.tasks"]
#: sync is no Django app, and a module called ``tasks`` anywhere else is none of ours.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", gettext_lazy("Swedish")), ("en", gettext_lazy("English"))]
LANGUAGE_COOKIE_SECURE = _SECURE
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True

STATIC_URL = "/static/"
#: Static files are served from the packages they came in; nothing has to be collected first.
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 300

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "kontera.config.accounts.ClosedDoor"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _PUBLIC.scheme
ACCOUNT_SESSION_REMEMBER = True
MFA_ADAPTER = "kontera.config.accounts.SealedFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
#: The owner gives out accounts: nobody signs up with somebody else's address.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Kontera"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = _PUBLIC.hostname == "localhost"
#: Without a mail server a reset link would have nowhere to go but a log: then none is made.
_MAIL = urlsplit(ENVIRONMENT.mail_url)
KONTERA_HAS_MAIL = bool(_MAIL.hostname)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if KONTERA_HAS_MAIL else 'dummy'}.EmailBackend"
EMAIL_HOST = _MAIL.hostname or "localhost"
EMAIL_PORT = _MAIL.port or (465 if _MAIL.scheme == "smtps" else 587)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_MAIL.username or ""), unquote(_MAIL.password or "")
EMAIL_USE_SSL = _MAIL.scheme == "smtps"
EMAIL_USE_TLS = KONTERA_HAS_MAIL and not EMAIL_USE_SSL
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = _MAIL.path.strip("/") or "kontera@localhost"

SESSION_COOKIE_NAME = "kontera_session"
SESSION_COOKIE_SECURE = _SECURE
CSRF_COOKIE_SECURE = _SECURE
CSRF_COOKIE_HTTPONLY = False  # htmx sends the token as a header
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if _SECURE else 0
#: TLS ends at the proxy in front; the proxy turns http into https.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _SECURE else None
X_FRAME_OPTIONS = "DENY"

LOGGING = logs.settings(ENVIRONMENT.log, ENVIRONMENT.secrets)
logs.configure()
