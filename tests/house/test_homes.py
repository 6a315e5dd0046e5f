"""One library, one home: nobody else imports it, so it can be understood, and changed, in one place."""

import ast
import sys
from fnmatch import fnmatch

from tests.house.tree import OURS, dotted, files, imported

WEB = ("mediabank/web/*", "mediabank/app.py")
HOMES = {
    "starlette": WEB,
    "jinja2": WEB,
    "python_multipart": WEB,
    "uvicorn": ("mediabank/cli/*",),
    "boto3": ("storage/s3*",),
    "botocore": ("storage/s3*",),
    "urllib3": ("storage/s3*",),
    "rdflib": ("vocabularies/*",),
    "edtf": ("vocabularies/*",),
    "whoosh": ("mediabank/search/*",),
    "pyvips": ("mediabank/media/*",),
    "PIL": ("mediabank/media/*",),
    "pypdfium2": ("mediabank/media/*",),
    "pillow_heif": ("mediabank/media/*",),
    "av": ("mediabank/media/*",),
    "argon2": ("mediabank/people/*",),
    "babel": ("mediabank/language.py",),
    "uuid_utils": ("mediabank/models/*",),
    "tortoise": ("mediabank/*",),
    "asyncpg": ("mediabank/models/*",),
    # of Python itself, but with a home all the same
    "sqlite3": ("mediabank/models/*",),
    "smtplib": ("mediabank/notices.py",),
    "subprocess": ("mediabank/media/*",),
    "requests": (),
    "http.client": (),
    "urllib.request": ("mediabank/outgoing.py",),
}
BESIDE_SETTINGS = {
    "mediabank/settings.py",
    "mediabank/media/sandbox.py",  # hands the loader's own path on to its children, and nothing else
}
CLOCK = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"}
ENVIRONMENT = {"os.environ", "os.getenv", "os.environb", "os.putenv"}


def homes(module: str) -> tuple[str, ...] | None:
    """Where a module may be imported; None where it is at home everywhere."""
    whole = [name for name in HOMES if module == name or module.startswith(name + ".")]
    return HOMES[max(whole, key=len)] if whole else None


def test_a_library_is_imported_only_at_home():
    strays = [
        f"{file}:{line} imports {module}"
        for file in files()
        for module, line in imported(file)
        if (allowed := homes(module)) is not None and not any(fnmatch(file.path, home) for home in allowed)
    ]
    assert strays == []


def test_every_library_from_outside_has_a_home():
    homeless = {
        module.partition(".")[0]
        for file in files()
        for module, _ in imported(file)
        if module.partition(".")[0] not in {*sys.stdlib_module_names, *OURS, *HOMES}
    }
    assert homeless == set()


def test_only_clock_reads_the_wall_clock():
    readers = [
        f"{file}:{node.lineno}"
        for file in files()
        for node in ast.walk(file.tree)
        if isinstance(node, ast.Attribute) and dotted(node).removeprefix("datetime.") in CLOCK
        if file.path != "mediabank/clock.py"
    ]
    assert readers == []


def test_only_settings_reads_the_environment():
    readers = [
        f"{file}:{node.lineno}"
        for file in files()
        for node in ast.walk(file.tree)
        if isinstance(node, ast.Attribute) and dotted(node) in ENVIRONMENT
        if file.path not in BESIDE_SETTINGS
    ]
    assert readers == []


def test_nobody_swallows_every_exception():
    """What a task raises is the one exception: it is recorded, retried and shown, never the loop's end."""
    swallowers = {
        file.path
        for file in files()
        for node in ast.walk(file.tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or dotted(node.type) in {"Exception", "BaseException"})
        and not any(isinstance(each, ast.Raise) for each in ast.walk(node))
    }
    assert swallowers <= {"mediabank/jobs/queue.py"}
