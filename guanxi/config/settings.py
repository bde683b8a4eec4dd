"""Django's settings. Where the database is, and who we are there, comes from the environment.

`guanxi` commands fill DATABASE_URL (the application's role) and DATABASE_OWNER_URL (the owner of the
tables, for migrations and partitions) from the embedded PostgreSQL before Django is set up.
"""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.utils.csp import CSP


def _database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    options: dict[str, object] = dict(parse_qsl(parts.query))
    host = str(options.pop("host", "") or unquote(parts.hostname or ""))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,  # after a crash of the database the first page asked for must not pay for it
    }


DATABASES = {"default": _database(os.environ.get("DATABASE_URL", "postgresql:///guanxi"))}
if "DATABASE_OWNER_URL" in os.environ:
    DATABASES["owner"] = _database(os.environ["DATABASE_OWNER_URL"])

SECRET_KEY = os.environ.get("GUANXI_SECRET_KEY", "only-for-tests-and-tools")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("GUANXI_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "spaces.User"
ROOT_URLCONF = "guanxi.config.urls"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "procrastinate.contrib.django",
    "guanxi.journal",
    "guanxi.ledger",
    "guanxi.spaces",
    "guanxi.members",
    "guanxi.media",
    "guanxi.moderation",
    "guanxi.surveys",
    "guanxi.circles",
    "guanxi.shop",
    "guanxi.referral",
    "guanxi.quests",
    "guanxi.challenges",
    "guanxi.certificates",
    "guanxi.posters",
    "guanxi.connectors",
    "guanxi.insight",
    "guanxi.web",
    "django.contrib.staticfiles",
]

# ------------------------------------------------------------------------------------------- pages
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "guanxi.web.middleware.OnlyThisMachine",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "guanxi.web.shell.surroundings",
            ]},
    }
]
LOCALE_PATHS = [Path(__file__).resolve().parent.parent / "locale"]
STATIC_URL = "/static/"
# Straight from the package: an installed wheel has no build step that would collect them.
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 300
WHITENOISE_ALLOW_ALL_ORIGINS = False
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],  # the vendored stylesheet draws its marks of checked boxes so
    "frame-ancestors": [CSP.NONE],
    "object-src": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SAMESITE = "Lax"
LOGIN_URL = "account_login"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
# Printed when the server starts; with it the pages may be seen from another machine. Empty: from none.
GUANXI_ACCESS_TOKEN = os.environ.get("GUANXI_ACCESS_TOKEN", "")

# Periodic jobs: those of the modules' jobs.py, and those that need several modules. `guanxi worker` runs them.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_IMPORT_PATHS = ["guanxi.config.periodic"]

# Django keeps errors of pages to itself unless told; everything from a warning up goes to standard error.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}},
}
