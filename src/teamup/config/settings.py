"""Settings for every environment, from environment variables. `docs/operating/settings.md` explains each.

Nothing needs to be set to try Team Up on one's own machine. A setting that is missing or wrong raises
`SettingError`, which `teamup` shows as one sentence.
"""

import logging
from pathlib import Path
from typing import Any

from teamup.config import companies, env, keys
from teamup.config.env import SettingError

PACKAGE = Path(__file__).resolve().parent.parent

# --- Where things are ---------------------------------------------------------------------------------------------

DEBUG = env.flag("TEAMUP_DEBUG", default=False)
DATA_DIR = env.folder("TEAMUP_DATA", Path.cwd() / "var")
COURSE_PACK = env.text("TEAMUP_COURSE", "police-security")
# An installed package brings its course along; in the source code it lies beside the code.
BUNDLED = PACKAGE / "content"
CONTENT_DIR = env.folder("TEAMUP_CONTENT", BUNDLED if BUNDLED.is_dir() else PACKAGE.parent.parent / "content")

# --- Addresses ----------------------------------------------------------------------------------------------------

SERVE_HOST = env.text("TEAMUP_HOST", "127.0.0.1")
SERVE_PORT = env.number("TEAMUP_PORT", default=8000, least=0, most=65535)
WEB_WORKERS = env.number("TEAMUP_WORKERS", default=2, least=1, most=64)
WEB_THREADS = env.number("TEAMUP_THREADS", default=4, least=1, most=64)
WEB_MAX_REQUESTS = env.number("TEAMUP_MAX_REQUESTS", default=0, least=0, most=10_000_000)

_reachable = "localhost" if SERVE_HOST in {"0.0.0.0", "::", ""} else SERVE_HOST  # noqa: S104 (compared, not bound)
_reachable = f"[{_reachable}]" if ":" in _reachable else _reachable
_site = env.web_address("TEAMUP_PUBLIC_URL", f"http://{_reachable}:{SERVE_PORT}")
PUBLIC_URL = _site.geturl()
ALLOWED_HOSTS = env.words("TEAMUP_ALLOWED_HOSTS") or [str(_site.hostname), "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
TRUSTED_PROXIES = env.words("TEAMUP_TRUSTED_PROXIES") or ["127.0.0.1", "::1"]

# --- Secrets and cookies ------------------------------------------------------------------------------------------

_secret = env.find("TEAMUP_SECRET_KEY")
if _secret is not None:
    SECRET_KEY = keys.check("TEAMUP_SECRET_KEY", _secret)
elif DEBUG or env.find("TEAMUP_DATABASE_URL") is None:
    SECRET_KEY = keys.read_or_make(DATA_DIR / "secret-key")
else:
    raise SettingError(
        "TEAMUP_SECRET_KEY is not set. With a database of its own a site needs a secret of its own: "
        "set it to at least 32 random characters, and keep it."
    )

SECRET_IS_OWN = _secret is None  # made here and kept in the data folder, not given

IS_HTTPS = _site.scheme == "https"
COOKIE_PREFIX = "__Host-" if IS_HTTPS else ""
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "teamup.web.errors.csrf_failure"
# Only people who sign in have a session; it ends 30 days after their last visit. Messages take its attributes.
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}session"
SESSION_COOKIE_AGE = 30 * 86_400
SESSION_LONGEST = 90 * 86_400  # since signing in, however often somebody comes by
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "teamup.web.said.CookieStorage"
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag("TEAMUP_HSTS_SUBDOMAINS", default=True)
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- Signing in ---------------------------------------------------------------------------------------------------

_companies = companies.read()
COMPANIES = _companies.companies
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "plan:mine"
LOGOUT_REDIRECT_URL = "course:home"
ACCOUNT_ADAPTER = "teamup.web.account.adapter.AccountAdapter"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _site.scheme
ACCOUNT_EMAIL_NOTIFICATIONS = True  # people hear by mail when it changes who can sign in as them
ACCOUNT_EMAIL_VERIFICATION = "none"  # our own codes verify an address before it is kept
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_DISPLAY = "teamup.accounts.people.display"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
MFA_ADAPTER = "teamup.web.account.factors.MFAAdapter"
MFA_FORMS = {
    "add_webauthn": "teamup.web.account.factors.AddForm",
    "authenticate_webauthn": "teamup.web.account.factors.SecondStepForm",
    "login_webauthn": "teamup.web.account.factors.SignInForm",
    "reauthenticate_webauthn": "teamup.web.account.factors.ProofForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Team Up"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS  # browsers themselves allow it on localhost alone
SOCIALACCOUNT_ADAPTER = "teamup.web.account.company.CompanyAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_LOGIN_ON_GET = True  # the content policy lets no form lead to another site
SOCIALACCOUNT_PROVIDERS = _companies.providers

# --- The rooms ----------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "teamup.core",
    "teamup.catalog",
    "teamup.plans",
    "teamup.report",
    "teamup.delivery",
    "teamup.accounts",
    "teamup.operations",
    "teamup.web",
    "teamup.web.plan",
    "teamup.web.workshop",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "template_partials",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    *_companies.apps,
]
MIDDLEWARE = [
    "teamup.web.requests.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "teamup.web.policy.ContentPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "teamup.web.compression.PackWordsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "teamup.web.account.seen.SeenMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "teamup.web.errors.RoomErrorsMiddleware",
]
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ROOT_URLCONF = "teamup.config.urls"
WSGI_APPLICATION = "teamup.config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Each room's own templates, read once; template_partials adds the loader of named fragments.
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.csrf",
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "teamup.web.look.look",
                "teamup.web.plan.frame.my_plans",
            ],
        },
    },
]

# --- Data ---------------------------------------------------------------------------------------------------------

DATABASES = {"default": env.database("TEAMUP_DATABASE_URL", DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# What allauth counts (tries at second factors, authenticator codes that were used) has to be shared by all processes.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_remembered"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440  # 2.5 MB
DATA_UPLOAD_MAX_NUMBER_FIELDS = 8_000  # a worksheet with 300 rows
DATA_UPLOAD_MAX_NUMBER_FILES = 1  # a plan file
FILE_UPLOAD_HANDLERS = ["teamup.web.uploads.SmallFiles"]

# --- Privacy ------------------------------------------------------------------------------------------------------

HOST_NAME = env.text("TEAMUP_HOST_NAME")
HOST_CONTACT = env.text("TEAMUP_HOST_CONTACT")
KEEP_UNUSED_DAYS = env.number("TEAMUP_KEEP_UNUSED_DAYS", default=0, least=0, most=36_500)

# --- Mail ---------------------------------------------------------------------------------------------------------

globals().update(env.mail("TEAMUP_EMAIL_URL", DATA_DIR))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("TEAMUP_EMAIL_FROM", "Team Up <team-up@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_PER_HOUR = env.number("TEAMUP_MAIL_PER_HOUR", default=300, least=1, most=1_000_000)

# --- The desk -----------------------------------------------------------------------------------------------------

CHECKUP = "teamup.operations.checkup.look"  # what the page about the site's health asks

# --- Language and time --------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-us"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- Static files -------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_DIR = DATA_DIR / "media"  # the videos of published packs
_static_storage = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if DEBUG
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _static_storage},
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site uses our files
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# --- Log ----------------------------------------------------------------------------------------------------------

_level = env.one_of("TEAMUP_LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), default="INFO")
_lines = env.one_of("TEAMUP_LOG_FORMAT", ("plain", "json"), default="plain")
REQUEST_LOG_LEVEL = logging.INFO if _lines == "json" else logging.DEBUG
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "teamup.core.logs.PlainLines"},
        "json": {"()": "teamup.core.logs.JsonLines"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": _lines}},
    "root": {"handlers": ["stderr"], "level": _level},
    # Django's own handlers write to the console only in debug, and mail errors to people we do not have.
    "loggers": {"django": {"handlers": [], "level": _level, "propagate": True}},
}

# --- Figures ------------------------------------------------------------------------------------------------------

METRICS_TOKEN = env.secret("TEAMUP_METRICS_TOKEN")
METRICS_DIR = DATA_DIR / "metrics"
