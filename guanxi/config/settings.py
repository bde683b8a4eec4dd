"""Django's settings. Where the database is, and who we are there, comes from the environment.

`guanxi` commands fill DATABASE_URL (the application's role) and DATABASE_OWNER_URL (the owner of the
tables, for migrations and partitions) from the embedded PostgreSQL before Django is set up.
"""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.utils.csp import CSP

from guanxi.config import outside


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

# Public, so only for tests and tools: pages are not served with it (wsgi.py).
SECRET_KEY = os.environ.get("GUANXI_SECRET_KEY") or "only-for-tests-and-tools"
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
    # After ours, whose templates come first.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

# ------------------------------------------------------------------------------------------- pages
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "guanxi.web.shell.surroundings",
            ]
        },
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
    # A form that leads to the company's sign-in is redirected there, which this rule would stop.
    "form-action": [CSP.SELF, *outside.company_origins(os.environ)],
    "img-src": [CSP.SELF, "data:"],  # the vendored stylesheet draws its marks of checked boxes so
    "frame-ancestors": [CSP.NONE],
    "object-src": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
FILE_UPLOAD_HANDLERS = [
    "guanxi.web.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "guanxi.web.signin.views.stale"
SESSION_COOKIE_SAMESITE = "Lax"
LOGIN_URL = "account_login"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
# ----------------------------------------------------------------------------------------- sign-in
# docs/sign-in.md says what each variable of the environment means.
GUANXI_URL = os.environ.get("GUANXI_URL", "").rstrip("/")
if GUANXI_URL:
    _HERE = urlsplit(GUANXI_URL)
    ALLOWED_HOSTS += [_HERE.hostname or ""]
    CSRF_TRUSTED_ORIGINS = [f"{_HERE.scheme}://{_HERE.netloc}"]
    # Cookies go over TLS only, once it is said that there is TLS.
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _HERE.scheme == "https"
# The token of the address that this start printed on the terminal: who opens it sits at this machine.
GUANXI_HERE = os.environ.get("GUANXI_HERE", "")
GUANXI_PROXIES = int(os.environ.get("GUANXI_PROXIES", "0"))
if GUANXI_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = GUANXI_PROXIES

SESSION_COOKIE_AGE = 14 * 24 * 60 * 60
LOGIN_REDIRECT_URL = "first"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["name", "email"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# Limits on tries must hold over all processes, so they are counted in the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "web_cache",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}
ACCOUNT_ADAPTER = "guanxi.web.signin.adapters.StaffAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "guanxi.web.signin.adapters.display"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # nobody signs up; who was invited by mail has proven the address
ACCOUNT_MAX_EMAIL_ADDRESSES = 1
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # never a mail to a stranger
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,8/10m/key", "request_login_code": "20/h/ip,3/10m/key"}
MFA_ADAPTER = "guanxi.web.signin.adapters.SecondFactorAdapter"
MFA_TOTP_ISSUER = "Guanxi"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the reason against it is open sign-up, and there is none
SOCIALACCOUNT_ADAPTER = "guanxi.web.signin.adapters.OutsideAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = outside.openid_connect(os.environ)
GUANXI_REQUIRE_SECOND_FACTOR = os.environ.get("GUANXI_REQUIRE_SECOND_FACTOR", "") == "1"

# ---------------------------------------------------------------------------- mail, text messages, WeChat
# What is sent is queued with its transaction; the worker hands it to the carrier.
MAILERS = {
    "default": {"BACKEND": "guanxi.connectors.mail.queue.QueuedMail"},
    "carrier": outside.mailer(os.environ),
}
DEFAULT_FROM_EMAIL = SERVER_EMAIL = outside.sender(os.environ)
GUANXI_SMS = outside.sms(os.environ)
GUANXI_WECHAT = outside.wechat(os.environ)

# Periodic jobs: those of the modules' jobs.py, and those that need several modules. `guanxi worker` runs them.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_IMPORT_PATHS = ["guanxi.config.periodic"]

# Django keeps errors of pages to itself unless told; everything from a warning up goes to standard error.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"without_links": {"()": "guanxi.config.logs.WithoutLinks"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_links"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}},
}
