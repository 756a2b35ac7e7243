"""The site's settings as tests use them: fixed keys, quick passwords, plain static files."""

import os
import tempfile

os.environ.setdefault("HUIQI_DATA", os.path.join(tempfile.gettempdir(), "huiqi-tests"))
os.environ.setdefault("HUIQI_SECRET_KEY", "tests " * 8)
os.environ.setdefault("HUIQI_DIGEST_KEY", "tests " * 8)
# A browser test leaves an event loop in the thread of the tests after it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
os.environ.setdefault("HUIQI_FIELD_KEYS", "dGVzdHMgdGVzdHMgdGVzdHMgdGVzdHMgdGVzdHMgdGU=")

from huiqi.web.config.settings import *

INSTALLED_APPS += ["tests.web.counting"]
ALLOWED_HOSTS = ["testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
