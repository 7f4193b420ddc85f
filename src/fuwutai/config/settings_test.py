"""Settings of the test run: a throw-away data directory and cheap password hashing, nothing else differs."""

import atexit
import os
import shutil
import tempfile

_own = tempfile.mkdtemp(prefix="fuwutai-test-")
atexit.register(shutil.rmtree, _own, ignore_errors=True)
os.environ["FUWUTAI_DATA"] = _own

from fuwutai.config.settings import *  # noqa: E402, F403
from fuwutai.config.settings import DATABASES, FUWUTAI_DATA  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "files": {"BACKEND": "fuwutai.domain.files.storage.DataDirectory"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads of a test see one database, as in production.
    DATABASES["default"]["TEST"] = {"NAME": str(FUWUTAI_DATA / "test.sqlite3")}
