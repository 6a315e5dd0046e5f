"""The sandbox of this process: opened once at the start, the only place where untrusted bytes are decoded."""

from mediabank.media.sandbox import Sandbox
from mediabank.settings import Settings

_sandbox: Sandbox | None = None


def start(settings: Settings) -> None:
    """Start the sandbox with as many children as the settings say."""
    global _sandbox  # noqa: PLW0603 - one process has one sandbox
    _sandbox = Sandbox(workers=settings.sandbox_workers, policy="strict" if settings.sandbox == "strict" else "weak")


def stop() -> None:
    """End the children."""
    global _sandbox  # noqa: PLW0603 - one process has one sandbox
    if _sandbox is not None:
        _sandbox.close()
    _sandbox = None


def sandbox() -> Sandbox:
    """The sandbox; only after `start`."""
    assert _sandbox is not None, "the sandbox is not started"
    return _sandbox
