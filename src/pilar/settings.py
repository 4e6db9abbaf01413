"""Django settings. What an operator may change lies in config.py; the rest is fixed here."""

from pathlib import Path

import pilar.core.db.sqlite.base  # noqa: F401  the driver must be in place before anything imports sqlite3
from pilar.config import config

_config = config()
_here = Path(__file__).parent

SECRET_KEY = _config.secret("secret.key").read_text(encoding="ascii")
DEBUG = _config.debug
ALLOWED_HOSTS = [host.strip() for host in _config.allowed_hosts.split(",") if host.strip()]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host != "*"] if _config.https else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "pilar.core.audit",
    "pilar.core.ui",
    "pilar.core.jobs",
    "pilar.core.bulk",
    "pilar.foundation.wilayah",
    "pilar.foundation.accounts",
    "pilar.evidence.registry",
    "pilar.evidence.linkage",
    "pilar.evidence.intake",
    "pilar.evidence.field",
    "pilar.evidence.visits",
    "pilar.decision.targeting",
    "pilar.decision.screening",
    "pilar.decision.proposals",
    "pilar.decision.deliberation",
    "pilar.delivery.programs",
    "pilar.delivery.disbursement",
    "pilar.delivery.reconciliation",
    "pilar.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "pilar.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pilar.foundation.accounts.middleware.ActorMiddleware",
    "pilar.web.middleware.ProblemMiddleware",
    "pilar.web.middleware.PrivateResponseMiddleware",
]

ROOT_URLCONF = "pilar.web.urls"
WSGI_APPLICATION = "pilar.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_here / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pilar.web.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "pilar.core.ui.templatetags.ui"],
        },
    }
]

DATABASES = {"default": _config.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["pilar.foundation.accounts.backends.ActiveUserBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "pilar.foundation.accounts.adapter.StaffAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,50/5m/ip"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_SESSION_REMEMBER = False
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _config.https else 0
_login_forms = "pilar.foundation.accounts.login_forms.Staff"
ACCOUNT_FORMS = {
    "login": f"{_login_forms}LoginForm",
    "change_password": f"{_login_forms}ChangePasswordForm",
    "reauthenticate": f"{_login_forms}ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": f"{_login_forms}AuthenticateForm",
    "reauthenticate": f"{_login_forms}ReauthenticateByCodeForm",
    "activate_totp": f"{_login_forms}ActivateTotpForm",
    "add_webauthn": f"{_login_forms}AddPasskeyForm",
    "edit_webauthn": f"{_login_forms}EditPasskeyForm",
}
MFA_ADAPTER = "pilar.foundation.accounts.adapter.SealedMfaAdapter"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _config.https
MFA_TOTP_ISSUER = "Pilar"
PILAR_REQUIRE_MFA = _config.require_mfa

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entry",
        # Failed logins are counted here: with Django's 300 entries a guesser could push the counts of others out.
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    },
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _config.https
SESSION_COOKIE_NAME = "__Host-sesi" if _config.https else "sesi"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = "__Host-csrf" if _config.https else "csrf"
CSRF_FAILURE_VIEW = "pilar.web.views.csrf_failure"
SECURE_HSTS_SECONDS = 31_536_000 if _config.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _config.https
SECURE_SSL_REDIRECT = _config.https
SECURE_REDIRECT_EXEMPT = [r"^sehat/$", r"^metrics$"]  # asked by the machine itself, not through the proxy
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # the preload list is for whole domains; the office has one host of a go.id
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _config.https else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }
}

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "bahasa"
LANGUAGE_COOKIE_SECURE = _config.https
LANGUAGE_COOKIE_HTTPONLY = True
LOCALE_PATHS = [_here / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "static/"
STATIC_ROOT = _config.home / "static"
_field_app = _here / "evidence" / "field" / "app" / "static"
STATICFILES_DIRS = [_field_app] if _field_app.is_dir() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "pilar.web.static.PilarStaticStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_NUMBER_FILES = 300  # ODK Collect sends up to 101 files and the XML in one post
FILE_UPLOAD_HANDLERS = ["pilar.core.bulk.upload.SealedUploadHandler"]
TASKS = {"default": {"BACKEND": "pilar.core.jobs.backend.LeasedBackend"}}

LOGGING_CONFIG = "pilar.web.logs.configure"
LOGGING = {"level": _config.log_level}
TEST_RUNNER = "django.test.runner.DiscoverRunner"
