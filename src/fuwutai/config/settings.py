"""Settings read from the environment; figures of policy are rule rows, never settings.

FUWUTAI_DATA          directory of database, files and keys (default ./var)
FUWUTAI_DATABASE_URL  postgresql://… ; absent = SQLite inside the data directory
FUWUTAI_REDIS_URL     redis://… ; absent = a Unix socket wakes the processes of this host
FUWUTAI_FILES         where attachments are kept, as JSON of a Django storage {"BACKEND": …, "OPTIONS": …}; absent = the
                      data directory. A backup holds that directory only: another storage needs a backup of its own
FUWUTAI_HOSTS         comma-separated host names the desk is served under (default: any loopback name)
FUWUTAI_HTTPS         1 when a TLS proxy stands in front: secure cookies and HSTS
FUWUTAI_ALLOW_PRIVATE_ISSUERS  1 = single sign-on may call a provider inside the own network, also without TLS; and
                      sign-in a directory (LDAP) there, with TLS
FUWUTAI_ALLOW_PLAIN_LDAP  1 = a directory may be asked without TLS: passwords travel unencrypted
FUWUTAI_MAIL_URL      smtp+tls://user:password@host:587 (STARTTLS), smtp+ssl://…:465 or, inside the own network, smtp://…:25;
                      in user and password %-escapes stand for characters such as @ and /. Absent = no mail goes out
FUWUTAI_MAIL_FROM     whom mails come from, as "Service desk <desk@example.org>"
FUWUTAI_URL           the address under which people reach the desk, as https://desk.example.org: mails lead there
FUWUTAI_RATE_LIMITS   off = count nobody's attempts, for measuring; heeded only where nothing but this machine can ask
"""

import json
import os
from pathlib import Path
from typing import Any

import dj_database_url
from django.utils.translation import gettext_lazy as _

from fuwutai.kernel.keyring import KeyRing

PACKAGE = Path(__file__).resolve().parent.parent
FUWUTAI_DATA = Path(os.environ.get("FUWUTAI_DATA") or "var").absolute()
FUWUTAI_REDIS_URL = os.environ.get("FUWUTAI_REDIS_URL") or ""
FUWUTAI_HTTPS = os.environ.get("FUWUTAI_HTTPS") == "1"
FUWUTAI_ALLOW_PRIVATE_ISSUERS = os.environ.get("FUWUTAI_ALLOW_PRIVATE_ISSUERS") == "1"
FUWUTAI_ALLOW_PLAIN_LDAP = os.environ.get("FUWUTAI_ALLOW_PLAIN_LDAP") == "1"
FUWUTAI_MAIL_URL = os.environ.get("FUWUTAI_MAIL_URL") or ""
FUWUTAI_MAIL_FROM = os.environ.get("FUWUTAI_MAIL_FROM") or ""
FUWUTAI_URL = (os.environ.get("FUWUTAI_URL") or "").rstrip("/")
FUWUTAI_DATA.mkdir(mode=0o700, parents=True, exist_ok=True)

DEBUG = False
SECRET_KEY = KeyRing.load_or_create(FUWUTAI_DATA / "keys" / "keyring.json").session_secret
_hosts = os.environ.get("FUWUTAI_HOSTS", "localhost,127.0.0.1,[::1]")
ALLOWED_HOSTS = [host.strip() for host in _hosts.split(",") if host.strip()]
_only_this_machine = set(ALLOWED_HOSTS) <= {"localhost", "127.0.0.1", "[::1]"} and not FUWUTAI_HTTPS
FUWUTAI_RATE_LIMITS = os.environ.get("FUWUTAI_RATE_LIMITS") != "off" or not _only_this_machine
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if FUWUTAI_HTTPS and host != "*"]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "django_htmx",
    "fuwutai.kernel",
    "fuwutai.domain.calendars",
    "fuwutai.domain.files",
    "fuwutai.domain.accounts",
    "fuwutai.domain.standards",
    "fuwutai.domain.customers",
    "fuwutai.domain.knowledge",
    "fuwutai.domain.cases",
    "fuwutai.domain.sla",
    "fuwutai.domain.dispatch",
    "fuwutai.domain.automation",
    "fuwutai.domain.notices",
    "fuwutai.domain.compliance",
    "fuwutai.domain.analytics",
    "fuwutai.domain.evidence",
    "fuwutai.domain.packs",
    "fuwutai.domain.exports",
    "fuwutai.domain.imports",
    "fuwutai.design",
    "fuwutai.desk",
    "fuwutai.portal",
    "fuwutai.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "fuwutai.desk.middleware.ReaderLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "fuwutai.desk.middleware.StaffMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "fuwutai.desk.middleware.DomainErrorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "fuwutai.config.urls"
WSGI_APPLICATION = "fuwutai.config.wsgi.application"
APPEND_SLASH = False

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "fuwutai.desk.context.centre",
            ],
        },
    }
]


PLANNING = "-c random_page_cost=1.1 -c jit=off"
"""Says to PostgreSQL that a page read by index costs about as much as any other, as in memory and on flash: with the
default, made for turning disks, it reads all cases to find those of a quarter. And that it shall compile nothing: for
what looks costly and is not, compiling took 1,170 ms of 1,210. `?options=` of the address overrides."""


def _database() -> dict[str, Any]:
    """Return the one database: PostgreSQL by URL, else SQLite set up for many writers."""
    if url := os.environ.get("FUWUTAI_DATABASE_URL"):
        server: dict[str, Any] = {**dj_database_url.parse(url, conn_max_age=None, conn_health_checks=True)}
        return {**server, "OPTIONS": {"options": PLANNING, **server.get("OPTIONS", {})}}
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(FUWUTAI_DATA / "fuwutai.sqlite3"),
        "CONN_MAX_AGE": None,  # the pool of web threads is fixed, so connections are few and warm
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
        },
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if FUWUTAI_REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": FUWUTAI_REDIS_URL}}
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

AUTH_USER_MODEL = "accounts.Staff"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "fuwutai.desk.accounts.directory_backend.DirectoryBackend",  # the last: whose password is right here asks no other
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True
AXES_LOCKOUT_CALLABLE = "fuwutai.desk.accounts.lockout.locked_out"
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "key", "state"]  # masked where it keeps what was sent
AXES_USERNAME_CALLABLE = "fuwutai.desk.accounts.lockout.name_digest"  # typed names stay out of its tables
LOGIN_URL = "desk:sign_in"

SESSION_COOKIE_NAME = "fuwutai"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = FUWUTAI_HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "fuwutai.desk.errors.csrf_failed"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if FUWUTAI_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if FUWUTAI_HTTPS else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "fuwutai_language"
TEXT_SIZE_COOKIE_NAME = "fuwutai_text"
LOCALE_PATHS = [PACKAGE / "locale"]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = FUWUTAI_DATA / "static"
FILES_STORAGE = json.loads(
    os.environ.get("FUWUTAI_FILES") or '{"BACKEND": "fuwutai.domain.files.storage.DataDirectory"}'
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "files": FILES_STORAGE,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024  # as much as config/intake.py lets in
FILE_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024  # more than is let in: what is uploaded never lies unencrypted on a disk

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "axes": {"level": "CRITICAL"},  # it logs user names
    },
}
