"""All settings, from the environment alone. docs/operations.md lists the variables.

The mode says how much is demanded: `development` (default), `demo` (`make demo`), `test` and `production`.
"""

from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from plumbing import env

BASE_DIR = Path(__file__).resolve().parent.parent
MODE = env.choice("KENNISCENTRUM_MODE", "development", ("development", "demo", "test", "production"))
PRODUCTION = MODE == "production"
DEBUG = env.boolean("KENNISCENTRUM_DEBUG", default=False)
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured(
        "KENNISCENTRUM_DEBUG cannot be on in production: it shows visitors how the portal works."
    )
DATA_DIR = Path(env.text("KENNISCENTRUM_DATA_DIR", str(BASE_DIR / "var"))).resolve()

SECRET_KEY = env.text("KENNISCENTRUM_SECRET_KEY", None if PRODUCTION else "only-for-a-portal-nobody-depends-on")
if PRODUCTION and len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("KENNISCENTRUM_SECRET_KEY must be at least 50 characters long.")
HOST = env.text("HOST", "127.0.0.1")
PORT = env.integer("PORT", 8000, least=1, most=65535)
BASE_URL = env.address("KENNISCENTRUM_BASE_URL", None if PRODUCTION else f"http://localhost:{PORT}")
ALLOWED_HOSTS = env.words(
    "KENNISCENTRUM_ALLOWED_HOSTS",
    "*" if MODE == "demo" else f"{urlsplit(BASE_URL).hostname},localhost,127.0.0.1,[::1]",
)
CSRF_TRUSTED_ORIGINS = env.words("KENNISCENTRUM_TRUSTED_ORIGINS")
TRUSTED_PROXIES = env.networks("KENNISCENTRUM_TRUSTED_PROXIES", "127.0.0.1,::1")
CONTACT_EMAIL = env.text("KENNISCENTRUM_CONTACT_EMAIL", "kenniscentrum@example.org")

INSTALLED_APPS = [
    "kenniscentrum",
    "plumbing",
    "accounts",
    "search",
    "instruments",
    "networks",
    "forums",
    "news",
    "interop",
    "demo",
    "kenniscentrum.apps.CuratorsAdmin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_filters",
    "django_htmx",
    "django_tasks_db",
    "simple_history",
    "taggit",
]

MIDDLEWARE = [
    "plumbing.public_pages.PublicPages",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "plumbing.access.AccessMiddleware",
]

ROOT_URLCONF = "kenniscentrum.urls"
WSGI_APPLICATION = "kenniscentrum.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["plumbing.templatetags.plumbing"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kenniscentrum.context.site",
            ],
        },
    }
]

# Database: DATABASE_URL names a server; without it the embedded PostgreSQL starts at the first connection.
EMBEDDED_DATABASE = DATA_DIR / "postgres"
database_url = env.text("DATABASE_URL", "")
EMBEDDED = not database_url
if database_url:
    try:
        DATABASES = {"default": dj_database_url.parse(database_url, conn_max_age=None, conn_health_checks=True)}
    except (ValueError, KeyError) as error:
        raise ImproperlyConfigured("DATABASE_URL must look like postgresql://user:password@host:port/name.") from error
    if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL server (postgresql://...).")
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 10)
else:
    DATABASES = {
        "default": {
            "ENGINE": "plumbing.embedded",
            "NAME": "kenniscentrum",
            "USER": "postgres",
            "CONN_MAX_AGE": None,
            "OPTIONS": {"data_dir": EMBEDDED_DATABASE, "durable": MODE != "test"},
        }
    }

# Compiling a query that runs for some milliseconds takes longer than running it
DATABASES["default"]["OPTIONS"].setdefault("options", "-c jit=off")

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_TOTP_ISSUER = "Kenniscentrum MVO"
STAFF_SECOND_FACTOR = env.boolean("KENNISCENTRUM_STAFF_SECOND_FACTOR", default=PRODUCTION)

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Brussels"
USE_TZ = True
FORMAT_MODULE_PATH = ["kenniscentrum.formats"]

STATIC_URL = "/static/"
COLLECTED = MODE in {"production", "demo"}  # elsewhere static files are served from where they are written
STATIC_ROOT = DATA_DIR / "static" if COLLECTED else None
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "plumbing.stylesheets.SiteStylesheet",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not COLLECTED
WHITENOISE_AUTOREFRESH = MODE == "development"
UPLOAD_LIMIT = env.integer("KENNISCENTRUM_UPLOAD_LIMIT_MB", 50, least=1, most=1000) * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
CLAMD = env.text(
    "KENNISCENTRUM_CLAMD", ""
)  # where ClamAV listens, host:port or the path of a socket; empty: nobody scans
if CLAMD and not CLAMD.startswith("/") and not CLAMD.rpartition(":")[2].isdecimal():
    raise ImproperlyConfigured("KENNISCENTRUM_CLAMD must look like host:port, or be the path of a socket.")

TASKS = {
    "default": {
        "BACKEND": "django.tasks.backends.immediate.ImmediateBackend"
        if MODE == "test"
        else "django_tasks_db.DatabaseBackend"
    }
}

# Mail: a folder of files unless a server is named, as production must
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("KENNISCENTRUM_MAIL_FROM", f"Kenniscentrum MVO <{CONTACT_EMAIL}>")
MAIL_HOST = env.text("KENNISCENTRUM_MAIL_HOST", None if PRODUCTION else "")
MAIL_SERVER = {
    "host": MAIL_HOST,
    "port": env.integer("KENNISCENTRUM_MAIL_PORT", 587, least=1, most=65535),
    "username": env.text("KENNISCENTRUM_MAIL_USER", ""),
    "password": env.text("KENNISCENTRUM_MAIL_PASSWORD", ""),
    "use_tls": env.boolean("KENNISCENTRUM_MAIL_TLS", default=True),
    "timeout": 30,
}
MAILERS = {
    "default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": MAIL_SERVER}
    if MAIL_HOST
    else {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": DATA_DIR / "mail"},
    }
}

# Security
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SECURE_SSL_REDIRECT = env.boolean("KENNISCENTRUM_SSL_REDIRECT", default=PRODUCTION)
if PRODUCTION:
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True

# The page cache lives in the worker and is checked against the content version at every request.
PAGE_CACHE_ENTRIES = env.integer("KENNISCENTRUM_PAGE_CACHE", 0 if MODE == "test" else 500, least=0, most=100_000)
# Above this number of documents a worker keeps the packed facets in memory instead of fetching them per page.
SEARCH_ARRAY_ABOVE = env.integer("KENNISCENTRUM_SEARCH_ARRAY_ABOVE", 1_000, least=0, most=10_000_000)

SIMPLE_HISTORY_REVERT_DISABLED = True
TAGGIT_CASE_INSENSITIVE = True
TAGGIT_TAGS_FROM_STRING = "instruments.tagging.parsed"
TAGGIT_STRING_FROM_TAGS = "instruments.tagging.joined"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

env.refuse_unknown()
