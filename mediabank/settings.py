"""All settings of the bank in one table: name, type, default and what it is for."""

import os
import sys
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Setting:
    """One row of the table; set as MEDIABANK_<NAME> or by its lower-case name in the TOML file."""

    name: str
    read: Callable[[str], Any]
    default: Any
    help: str
    secret: bool = False


class Unusable(Exception):  # noqa: N818 - read by the operator at start, not by a visitor
    """A setting that cannot be used; the message names it and what it may be."""


def _flag(value: str) -> bool:
    if value.lower() not in {"yes", "no", "true", "false", "1", "0"}:
        raise ValueError("yes or no")
    return value.lower() in {"yes", "true", "1"}


def _one_of(*known: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in known:
            raise ValueError(" or ".join(known))
        return value

    return read


def _begins(*known: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if not value.startswith(known):
            raise ValueError("begins with " + " or ".join(known))
        return value

    return read


def _count(value: str) -> int:
    if int(value) < 1:
        raise ValueError("at least 1")
    return int(value)


TABLE: tuple[Setting, ...] = (
    Setting("home", Path, Path("bank"), "Folder that holds the database, the store and the index; the one to back up."),
    Setting("base_url", str, "", "Address where people reach the bank; empty: the address of the request."),
    Setting(
        "database_url",
        _begins("sqlite:///", "postgres://"),
        "",
        "Database: sqlite:///path or postgres://user@host/name; empty: bank.db in home.",
    ),
    Setting(
        "store_url",
        _begins("file:/", "s3://"),
        "",
        "Where bytes lie: file:/path or s3://bucket?endpoint=https://…; empty: store/ in home.",
    ),
    Setting("store_access_key", str, "", "Access key of the S3 service.", secret=True),
    Setting("store_secret_key", str, "", "Secret key of the S3 service.", secret=True),
    Setting("store_ca_file", str, "", "Certificate authority file for the S3 service; empty: the system's."),
    Setting("index_url", _one_of("whoosh:"), "whoosh:", "Search index: whoosh: (a folder in home)."),
    Setting("scratch_bytes", _count, 20_000_000_000, "Room on local disk for working copies of originals from S3."),
    Setting("upload_limit_bytes", _count, 2_000_000_000, "Largest file that is taken in."),
    Setting(
        "sandbox",
        _one_of("strict", "weak"),
        "strict" if sys.platform == "linux" else "weak",
        "strict refuses to start where files cannot be opened behind kernel guards; weak runs with fewer.",
    ),
    Setting("sandbox_workers", _count, os.cpu_count() or 1, "Child processes that open uploaded files."),
    Setting("task_workers", _count, 4, "Tasks worked at once inside the web process."),
    Setting("password_workers", _count, 2, "Passwords checked at once; each takes 64 MiB and a third of a second."),
    Setting("session_days", _count, 30, "Days a person stays signed in without coming back."),
    Setting(
        "sign_in_tries",
        _count,
        10,
        "Wrong passwords for one account, or from one address, in fifteen minutes before a pause.",
    ),
    Setting(
        "accel_prefix",
        str,
        "",
        "Internal nginx location for X-Accel-Redirect to the folder store; empty: the bank sends bytes itself.",
    ),
    Setting("trusted_proxies", str, "", "Addresses of proxies whose X-Forwarded-* headers are believed, by comma."),
    Setting("secure_cookies", _flag, None, "Cookies over https only; unset: as base_url says."),
    Setting("log_level", _one_of("debug", "info", "warning", "error"), "info", "debug, info, warning or error."),
    Setting("clock_file", str, "", "Seconds to shift the clock by; obeyed only by a bank made with init --test."),
)


@dataclass(frozen=True)
class Settings:
    """The settings of one process; paths are absolute."""

    home: Path
    base_url: str
    database_url: str
    store_url: str
    store_access_key: str
    store_secret_key: str
    store_ca_file: str
    index_url: str
    scratch_bytes: int
    upload_limit_bytes: int
    sandbox: str
    sandbox_workers: int
    task_workers: int
    password_workers: int
    session_days: int
    sign_in_tries: int
    accel_prefix: str
    trusted_proxies: str
    secure_cookies: bool | None
    log_level: str
    clock_file: str

    @property
    def sqlite_path(self) -> Path | None:
        """The database file, or None on PostgreSQL."""
        prefix = "sqlite://"
        return Path(self.database_url.removeprefix(prefix)) if self.database_url.startswith(prefix) else None

    @property
    def index_folder(self) -> Path:
        """Where the index's versioned folders lie."""
        return self.home / "index"

    @property
    def scratch_folder(self) -> Path:
        """Working copies; may be emptied whenever the bank stands still."""
        return self.home / "scratch"

    def shown(self) -> Mapping[str, str]:
        """Name → value for people, secrets and passwords inside addresses hidden."""
        hidden = {row.name for row in TABLE if row.secret}
        return {
            f.name: "•••" if f.name in hidden else _without_password(str(getattr(self, f.name))) for f in fields(self)
        }


def load(environment: Mapping[str, str] | None = None, **given: Any) -> Settings:
    """Read the table from what is given, then MEDIABANK_*, then the TOML file MEDIABANK_CONFIG names, then defaults."""
    environment = os.environ if environment is None else environment
    file = _file(environment.get("MEDIABANK_CONFIG", ""))
    values = {row.name: _value(row, environment, file) for row in TABLE} | given
    home = Path(values["home"]).absolute()
    values["home"] = home
    values["database_url"] = values["database_url"] or f"sqlite://{home / 'bank.db'}"
    values["store_url"] = values["store_url"] or f"file:{home / 'store'}"
    values["base_url"] = values["base_url"].rstrip("/")
    return Settings(**values)


def _value(row: Setting, environment: Mapping[str, str], file: Mapping[str, Any]) -> Any:
    raw = environment.get(f"MEDIABANK_{row.name.upper()}", file.get(row.name))
    if raw is None or raw == "":
        return row.default
    try:
        return row.read(str(raw))
    except ValueError as error:
        raise Unusable(f"MEDIABANK_{row.name.upper()}={raw!r}: {error}. {row.help}") from error


def _file(path: str) -> Mapping[str, Any]:
    if not path:
        return {}
    try:
        values = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Unusable(f"{path} cannot be read as settings: {error}") from error
    unknown = set(values) - {row.name for row in TABLE}
    if unknown:
        raise Unusable(f"{path}: no such setting: {', '.join(sorted(unknown))}")
    return values


def _without_password(address: str) -> str:
    scheme, mark, rest = address.partition("://")
    if not mark or "@" not in rest:
        return address
    user, _, host = rest.rpartition("@")
    return f"{scheme}://{user.partition(':')[0]}@{host}"
