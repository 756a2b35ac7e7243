"""Django's settings, from :mod:`.env`: safe for production, loosened only where ``DEMO`` says so."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from cryptography.fernet import Fernet
from csp.constants import NONE, SELF

from .env import load, token

ENV = load()
DEMO = ENV.demo
DATA = ENV.data
DEMO_TODAY = ENV.today
PROVINCE = ENV["HUIQI_PROVINCE"]
POLICIES = Path(ENV["HUIQI_POLICIES"]).absolute()
PACKAGES = ENV.list("HUIQI_PACKAGES")
STACKING = ENV.list("HUIQI_STACKING")
DEBUG = False

SECRET_KEY = ENV.key("HUIQI_SECRET_KEY", token)
FIELD_KEYS = ENV.key("HUIQI_FIELD_KEYS", lambda: Fernet.generate_key().decode()).split(",")
DIGEST_KEY = ENV.key("HUIQI_DIGEST_KEY", token)
ALLOWED_HOSTS = ENV.list("HUIQI_HOSTS")
ORIGIN = ENV["HUIQI_ORIGIN"]
PROXIES = int(ENV["HUIQI_PROXIES"])
MAX_UPLOAD = int(ENV["HUIQI_MAX_UPLOAD"])

INSTALLED_APPS = [
    "huiqi.web.demo",
    "huiqi.web.ui",
    "huiqi.web.claims",
    "huiqi.web.portal",
    "huiqi.web.publication",
    "huiqi.web.entitlements",
    "huiqi.web.runs",
    "huiqi.web.catalogue",
    "huiqi.web.inbox",
    "huiqi.web.correspondence",
    "huiqi.web.inspection",
    "huiqi.web.documents",
    "huiqi.web.registry",
    "huiqi.web.accounts",
    "huiqi.web.terms",
    "huiqi.web.jobs",
    "huiqi.web.authorities",
    "huiqi.web.core",
    "huiqi.web.audit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_otp",
    "axes",
    "csp",
    "django_htmx",
    "template_partials",
]
MIDDLEWARE = [
    "huiqi.web.core.middleware.limit_body",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "huiqi.web.core.middleware.trust_proxies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "huiqi.web.core.middleware.speak",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "huiqi.web.core.middleware.keep_day",
    "huiqi.web.accounts.middleware.end_sessions",
    "huiqi.web.accounts.middleware.know_actor",
    "huiqi.web.core.middleware.Gate",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "huiqi.web.config.urls"
WSGI_APPLICATION = "huiqi.web.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "huiqi.web.ui.context.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "template_partials.templatetags.partials",
                "huiqi.web.core.templatetags.huiqi",
            ],
        },
    }
]

_SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATA / "site.sqlite3",
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON;",
    },
}
_URL = ENV["HUIQI_DATABASE_URL"]
DATABASES = {
    "default": dj_database_url.parse(_URL, conn_max_age=60, conn_health_checks=True) if _URL else _SQLITE
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("login", "name", "email")},
    },
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"

# Wrong passwords for one name from one address: a pause of 15 minutes.
AXES_FAILURE_LIMIT = 5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "huiqi.web.accounts.lockout.counted_as"
AXES_LOCKOUT_CALLABLE = "huiqi.web.accounts.lockout.locked_out"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
OTP_TOTP_ISSUER = "惠企"

SESSION_ENGINE = "huiqi.web.security.sessions"
# The row of a session outlives the session, so that what was typed overnight finds whose it is.
SESSION_COOKIE_AGE = 3 * 24 * 3600
SESSION_WHOLE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_IDLE = 30 * 60
STEP_UP = 5 * 60
PASSWORD_RESET_TIMEOUT = 24 * 3600
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEMO
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "huiqi"
CSRF_FAILURE_VIEW = "huiqi.web.ui.errors.forged"
CSRF_TRUSTED_ORIGINS = [ORIGIN] if ORIGIN else []
SECURE_SSL_REDIRECT = not DEMO
SECURE_HSTS_SECONDS = 0 if DEMO else 365 * 24 * 3600
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).resolve().parents[1] / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "huiqi.web.ui.storage.Storage"},
}
MEDIA_ROOT = DATA / "files"

EMAIL_BACKEND = "huiqi.web.accounts.outbox.Outbox" if DEMO else "django.core.mail.backends.smtp.EmailBackend"
_MAIL = urlsplit(ENV["HUIQI_MAIL_URL"])
EMAIL_HOST, EMAIL_PORT = _MAIL.hostname or "", _MAIL.port or 587
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_MAIL.username or ""), unquote(_MAIL.password or "")
EMAIL_USE_TLS = bool(EMAIL_HOST_USER)
DEFAULT_FROM_EMAIL = ENV["HUIQI_MAIL_FROM"]
EMAIL_TIMEOUT = 10

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
