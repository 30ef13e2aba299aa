"""Django settings: the one file, fed by the environment (see platform/environment.py)."""

import os
import secrets
from datetime import timedelta

from django.core.exceptions import ImproperlyConfigured

from huying.platform import environment
from huying.platform.database_url import database_settings
from huying.platform.files import make_once

if _faults := environment.faults_of(os.environ):
    raise ImproperlyConfigured("\n".join(_faults))

# ---- where things lie --------------------------------------------------------------------------
ROOT = environment.ROOT
HUYING_DATA_DIR = environment.DATA_DIR.of(os.environ)
HUYING_RULES_DIR = environment.RULES_DIR.of(os.environ)
HUYING_KEYS = environment.KEYS.of(os.environ) or HUYING_DATA_DIR / "keys.json"
STATIC_ROOT = ROOT / "build" / "static"
BUNDLES = ROOT / "build" / "bundles"
# Made here because the messages one gets without them name neither the folder nor the remedy.
HUYING_DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
for _folder in (STATIC_ROOT, BUNDLES):
    _folder.mkdir(parents=True, exist_ok=True)

# ---- how it is served --------------------------------------------------------------------------
HUYING_HOST = environment.HOST.of(os.environ)
HUYING_PORT = environment.PORT.of(os.environ)
HUYING_WORKERS = environment.WORKERS.of(os.environ)
HUYING_THREADS = environment.THREADS.of(os.environ)
HUYING_CELL = environment.CELL.of(os.environ)
HUYING_PRODUCTION = environment.PRODUCTION.of(os.environ)
HUYING_DEMO = environment.DEMO.of(os.environ) and not HUYING_PRODUCTION
DEBUG = False
ALLOWED_HOSTS = list(environment.ALLOWED_HOSTS.of(os.environ))
ROOT_URLCONF = "huying.config.urls"
WSGI_APPLICATION = "huying.config.wsgi.application"

SECRET_KEY = (
    environment.SECRET_KEY.of(os.environ)
    or make_once(
        HUYING_DATA_DIR / "secret_key", lambda: secrets.token_urlsafe(48).encode()
    ).decode()
)

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "django_htmx",
    "huying.platform.crypto",
    "huying.platform.ids",
    "huying.platform.matters",
    "huying.platform.notifications",
    "huying.platform.ticker",
    "huying.platform.pages",
    "huying.apps.accounts",
    "huying.apps.organisations",
    "huying.apps.grids",
    "huying.apps.duties",
    "huying.apps.cases",
    "huying.apps.appraisal",
    "huying.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "huying.platform.security.content_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "huying.platform.policy.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "huying.apps.accounts.session_rules.SessionRulesMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
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
                "huying.platform.pages.context.shell",
            ],
        },
    }
]

# The module that answers what the menu and the page head show.
HUYING_SHELL = "huying.web.menu"

# ---- data --------------------------------------------------------------------------------------
DATABASES = {"default": database_settings(environment.DATABASE_URL.of(os.environ), HUYING_DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# ---- words -------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True

# ---- who may come in ---------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AXES_HANDLER = "huying.apps.accounts.lockout.LockoutHandler"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
# Each knock at a locked door would otherwise make the lock longer.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# Rows, so that a session can be ended from the server; reading a page writes nothing.
SESSION_ENGINE = "huying.apps.accounts.sessions"
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HUYING_PRODUCTION
CSRF_COOKIE_SECURE = HUYING_PRODUCTION
CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HUYING_PRODUCTION else 0
X_FRAME_OPTIONS = "DENY"
if environment.BEHIND_PROXY.of(os.environ):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# ---- files of the pages ------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BUNDLES]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
# Chunks of a bundle carry the bundler's own hash; without this they would be kept a minute only.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+[.-]([0-9a-f]{12}|[0-9a-z]{8})\..+$"

# ---- what is written down ----------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}},
}
