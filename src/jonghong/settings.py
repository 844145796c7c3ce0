"""One settings file; every value that differs between installations comes from the environment.

| variable | meaning | default |
|---|---|---|
| JONGHONG_DATA | folder of everything that is not code: database, secrets, photos | ./data |
| DATABASE_URL | sqlite:///file or postgres://user:word@host/name, or h1:5432,h2:5432 of a cluster | SQLite in JONGHONG_DATA |
| JONGHONG_CONNECTIONS | connections to PostgreSQL that one process holds at most | 4 |
| JONGHONG_URL | the address people type; https:// turns secure cookies and HSTS on, and wants JONGHONG_PROXIES | as visited |
| JONGHONG_HOSTS | further host names, separated by commas | none |
| JONGHONG_PROXIES | how many trusted proxies stand in front and add to X-Forwarded-For | 0 |
| EMAIL_URL | mail server: smtp+tls://user:word@host:587 or smtps://user:word@host:465 | none: no mail |
| MAIL_FROM | the address letters are from | the user of EMAIL_URL |
| AMSS_URL, AMSS_UNTIL, AMSS_CUTOVER, AMSS_GRACE_DAYS | signing in once with the password of AMSS++: legacy/bridge.py | none |
| OIDC_PROVIDERS, OIDC_* | signing in by ThaID and others: oidc/providers.py | none |
| JONGHONG_AUDIT_COPY | second copy of the audit: file:/path, syslog:/dev/log or syslog:udp://host:514 | none |
| JONGHONG_BACKUPS | folder of the backups | backups in JONGHONG_DATA |
| JONGHONG_BACKUP_COPY | a second folder, on another disk, that has to be there | none |
| JONGHONG_BACKUP_KEY | seals backups; otherwise secrets/backup.key does, where it is | not sealed |
| JONGHONG_BACKUP_MINUTES | how old the newest backup may be before `jonghong tick` makes another | 15 |
| JONGHONG_SECURITY_CONTACT | whom to tell of a hole, in /.well-known/security.txt: e-mail or https | none: no such page |
| JONGHONG_PACE | how many times as often as usual the pages that cost much may be asked for: core/pace.py | 1 |
| JONGHONG_METRICS_TOKEN | by it a program elsewhere may read /metrics: docs/seeing-inside.md | none: from this machine alone |
| JONGHONG_ACCESS_LOG | 0 writes no line for each request | 1 |
| JONGHONG_SLOW_MS | a statement that takes longer, in milliseconds, is logged | 500 |
| JONGHONG_DRAIN | seconds for which a server that was told to stop says that it leaves, and still answers | 0 |
| JONGHONG_INSIDE | how many requests each process of the server works on at once: core/gate.py | 2 |
| JONGHONG_WAITING | how many more wait for their turn; beyond that: 503, try again | 32 |
| JONGHONG_ROOM | megabytes of the disk that stay free: below, nothing is saved; 0 never looks: core/disk.py | 200, or 5 % |
| JONGHONG_THROWN_AWAY | 1 lets `serve` use a PostgreSQL with fsync=off, all of which a power cut may take: for tests | 0 |
| JONGHONG_CLOCK | ISO instant at which the office's clock starts, for rehearsals | the real time |
| JONGHONG_DEBUG | 1 shows tracebacks in the browser; for developers | 0 |
"""

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from jonghong.core.postgresql import address
from jonghong.core.secrets import ring, secret
from jonghong.post.server import mail_server

PACKAGE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("JONGHONG_DATA", "data")).expanduser().resolve()
PUBLIC_URL = urlsplit(os.environ.get("JONGHONG_URL", ""))
if os.environ.get("JONGHONG_URL") and not (PUBLIC_URL.scheme in {"http", "https"} and PUBLIC_URL.hostname):
    raise ValueError("JONGHONG_URL has to begin with http:// or https:// and a name")
IS_HTTPS = PUBLIC_URL.scheme == "https"

DEBUG = os.environ.get("JONGHONG_DEBUG") == "1"
SECRET_KEY = secret("session.key", folder=DATA / "secrets")
CITIZEN_KEYS = ring("citizen.key", folder=DATA / "secrets")
CITIZEN_KEY = list(CITIZEN_KEYS.values())[-1]
FIELD_KEYS = ring("field.keys", folder=DATA / "secrets")
AUDIT_KEY = secret("audit.key", folder=DATA / "secrets")
AUDIT_COPY = os.environ.get("JONGHONG_AUDIT_COPY", "")
BACKUPS = os.environ.get("JONGHONG_BACKUPS", "")
BACKUP_COPY = os.environ.get("JONGHONG_BACKUP_COPY", "")
BACKUP_EVERY = timedelta(minutes=max(1, int(os.environ.get("JONGHONG_BACKUP_MINUTES", "15"))))
ALLOWED_HOSTS = [
    "127.0.0.1",
    "localhost",
    "[::1]",
    PUBLIC_URL.hostname or "",
    *filter(None, os.environ.get("JONGHONG_HOSTS", "").split(",")),
]
SECURITY_CONTACT = os.environ.get("JONGHONG_SECURITY_CONTACT", "")
TRUSTED_PROXIES = int(os.environ.get("JONGHONG_PROXIES", "0"))
PACE = max(1, int(os.environ.get("JONGHONG_PACE", "1")))
METRICS_TOKEN = os.environ.get("JONGHONG_METRICS_TOKEN", "")
ACCESS_LOG = os.environ.get("JONGHONG_ACCESS_LOG", "1") != "0"
SLOW_MS = float(os.environ.get("JONGHONG_SLOW_MS", "500"))
DRAIN = float(os.environ.get("JONGHONG_DRAIN", "0"))
GATE_INSIDE = max(1, int(os.environ.get("JONGHONG_INSIDE", "2")))
GATE_WAITING = max(0, int(os.environ.get("JONGHONG_WAITING", "32")))
ROOM = int(os.environ["JONGHONG_ROOM"]) * 1_000_000 if os.environ.get("JONGHONG_ROOM") else None
# What may still be sent where there is too little room: who cannot come in cannot look.
WRITE_LITTLE = {
    *("sign-in", "sign-out", "second-step", "ask-passkey", "confirm", "confirm-by-factor", "confirm-by-account"),
    *("oidc-go", "confirm-at-provider", "end-session", "end-other-sessions"),
}
IS_THROWN_AWAY = os.environ.get("JONGHONG_THROWN_AWAY") == "1"
CLOCK_STARTS_AT = os.environ.get("JONGHONG_CLOCK", "")
# A thread of each server process gives up what is out of time.
KEEPS_TIME = True
# What takes long is done in a thread beside the request, which is answered at once.
WORKS_IN_BACKGROUND = True

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    "jonghong.core",
    "jonghong.offices",
    "jonghong.audit",
    "jonghong.post",
    "jonghong.people",
    "jonghong.factors",
    "jonghong.activation",
    "jonghong.roster",
    "jonghong.oidc",
    "jonghong.rooms",
    "jonghong.bookings",
    "jonghong.waiting",
    "jonghong.swaps",
    "jonghong.notices",
    "jonghong.finding",
    "jonghong.timetable",
    "jonghong.desk",
    "jonghong.reports",
    "jonghong.legacy",
    "jonghong.moving",
    "jonghong.auditing",
    "jonghong.privacy",
    "jonghong.backups",
    "jonghong.health",
    "jonghong.sample",
]

MIDDLEWARE = [
    "jonghong.health.middleware.Seen",
    "jonghong.core.middleware.believable_session",
    "jonghong.core.middleware.countable_query",
    "jonghong.core.pagecache.FrontDoor",
    "jonghong.audit.origin.traced",
    "django.middleware.security.SecurityMiddleware",
    "jonghong.core.middleware.security_headers",
    "jonghong.health.middleware.probes",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "jonghong.core.gate.Gate",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "jonghong.core.middleware.language",
    "jonghong.core.datafile.in_place",
    "jonghong.offices.middleware.served_office",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "jonghong.people.middleware.rights",
    "jonghong.people.hashing.Unhurried",
    "jonghong.audit.middleware.Denials",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "jonghong.core.middleware.readable_body",
    "jonghong.core.middleware.explained_methods",
    "jonghong.core.room.Room",
]

ROOT_URLCONF = "jonghong.urls"
WSGI_APPLICATION = "jonghong.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "jonghong.core.templating.environment",
            "context_processors": [
                "jonghong.offices.context.page",
                "jonghong.people.context.last_time",
                "jonghong.people.context.proposals_in_hand",
                "jonghong.oidc.context.ways",
                "jonghong.waiting.context.queues",
                "jonghong.swaps.context.swaps",
            ],
        },
    },
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True},
]

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON",
}
DATABASES = {"default": address.read(default=f"sqlite:///{DATA / 'jonghong.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"] |= {"ENGINE": "jonghong.core.sqlite", "OPTIONS": SQLITE_OPTIONS, "CONN_MAX_AGE": None}

MAIL = mail_server(os.environ.get("EMAIL_URL", ""), sender=os.environ.get("MAIL_FROM", ""))
MAIL_FROM: str = MAIL.sender
EMAIL_HOST, EMAIL_PORT, EMAIL_TIMEOUT = MAIL.host, MAIL.port, MAIL.time_limit
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.begins_tls, MAIL.is_tls

FORM_RENDERER = "django.forms.renderers.Jinja2"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "jonghong.people.signin.OwnPassword",
    "jonghong.legacy.signin.Amss",
    "jonghong.oidc.signin.Outside",
]
AMSS_URL = os.environ.get("AMSS_URL", "")
AMSS_UNTIL = os.environ.get("AMSS_UNTIL", "")
AMSS_CUTOVER = os.environ.get("AMSS_CUTOVER", "")
AMSS_GRACE_DAYS = os.environ.get("AMSS_GRACE_DAYS", "90")
OIDC = {name.removeprefix("OIDC_"): value for name, value in os.environ.items() if name.startswith("OIDC_")}
LOGIN_URL = "sign-in"
# What may come between a right password and being in: callables (request, person, goal) -> address of a step, or None.
SIGN_IN_STEPS: list[str] = ["jonghong.legacy.steps.change_old_password", "jonghong.factors.steps.second_step"]
# Other ways than the password to prove again who one is: callables (request, person, goal) -> people.access.Way, or None.
CONFIRM_WAYS: list[str] = ["jonghong.factors.steps.confirm_way", "jonghong.oidc.ways.confirm_way"]
PASSWORD_HASHERS = ["jonghong.people.passwords.Argon2id"]
DEFAULT_EXCEPTION_REPORTER_FILTER = "jonghong.people.hiding.HiddenAlways"
SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # a citizen key is unique within its office
    "security.W008",  # the web server in front leads to https
    "security.W009",  # 256 random bits, in 43 characters
    "security.W021",  # whether browsers list a domain is its owner's choice, for all that stands below it
]

LANGUAGE_CODE = "th"
LANGUAGES = [("th", _("Thai")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Bangkok"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
MEDIA_URL = "photos/"
MEDIA_ROOT = DATA / "photos"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 60
WHITENOISE_ALLOW_ALL_ORIGINS = False

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 11_000_000  # as large as a body may be: no upload is ever written to a disk as it came

# The prefix __Host- is only honoured with Secure, and Safari refuses Secure cookies on plain http.
COOKIE_PREFIX = "__Host-" if IS_HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}session"
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "jonghong.people.sessions"
SESSION_LASTS = timedelta(hours=12)  # whatever is done in it
SESSION_COOKIE_AGE = int(SESSION_LASTS.total_seconds())
SESSION_LASTS_REMEMBERED = timedelta(days=30)  # only of who books, on a device known before
SESSION_IDLE_CLERK = timedelta(hours=8)
SESSION_IDLE_OFFICER = timedelta(minutes=30)
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}language"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrf"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "jonghong.core.views.form_too_old"
CSRF_TRUSTED_ORIGINS = [f"https://{PUBLIC_URL.netloc}"] if IS_HTTPS else []
SECURE_SSL_REDIRECT = False  # the proxy that ends TLS redirects
SECURE_HSTS_SECONDS = 63_072_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "jonghong.audit.logs.JsonLines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
