"""Files of a form on their way into the store, each as it comes; one that is refused does not stop the others."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from starlette.requests import Request

from mediabank.assets.receive import Arrival, Arrived, let_go
from mediabank.errors import Away, BadRequest, EmptyFile, Fault, Problem, TooLarge
from mediabank.web.asking import settings_of
from mediabank.web.incoming import Begin, Data, End, Form, Part, claimed_bytes, parts, plain

FORM_LIMIT_BYTES = 2_000_000
"""What a form may weigh beside its files."""


@dataclass(frozen=True)
class File:
    """One file of the form: arrived, or why not."""

    name: str
    arrived: Arrived | None = None
    problem: Problem | None = None


@dataclass
class Intake:
    """What a form brought."""

    files: list[File] = field(default_factory=list)
    form: Form = field(default_factory=Form)

    def only(self) -> Arrived:
        """The one file of a form that must bring one. Errors: BadRequest, or what stopped the file."""
        if not self.files:
            raise BadRequest(faults=[Fault("error.no_file", field="file")])
        if self.files[0].problem is not None:
            raise self.files[0].problem
        assert self.files[0].arrived is not None
        return self.files[0].arrived


@asynccontextmanager
async def taken(request: Request, *, single: bool = False) -> AsyncIterator[Intake]:
    """A form with files, read to its end; what was not recorded when the block ends is removed from the store.

    Errors: TooLarge and Away at once, BadRequest for what is no form.
    """
    limit = settings_of(request).upload_limit_bytes
    if single and claimed_bytes(request) > limit + FORM_LIMIT_BYTES:
        raise TooLarge(limit_bytes=limit)
    reading = _Reading(limit)
    try:
        async for event in parts(request):
            await reading.take(event)
        yield reading.intake
    finally:
        await reading.close()
        await let_go([file.arrived for file in reading.intake.files if file.arrived is not None])


class _Reading:
    """Turns the events of a form into arrivals and values."""

    def __init__(self, limit_bytes: int) -> None:
        self.intake = Intake()
        self._limit_bytes = limit_bytes
        self._part, self._text, self._form_bytes = Part(""), b"", 0
        self._arrival: Arrival | None = None
        self._problem: Problem | None = None

    async def take(self, event: Begin | Data | End) -> None:
        match event:
            case Begin(part):
                await self._begin(part)
            case Data(bytes_) if self._part.file_name is None:
                self._text += bytes_
                self._form_bytes += len(bytes_)
                if self._form_bytes > FORM_LIMIT_BYTES:
                    raise TooLarge(limit_bytes=FORM_LIMIT_BYTES)
            case Data(bytes_):
                await self._write(bytes_)
            case End():
                await self._end()

    async def close(self) -> None:
        if self._arrival is not None:
            await self._arrival.__aexit__()
            self._arrival = None

    async def _begin(self, part: Part) -> None:
        self._part, self._text, self._problem = part, b"", None
        if part.file_name is not None:
            arrival = Arrival(part.file_name, limit_bytes=self._limit_bytes)
            self._arrival = await arrival.__aenter__()

    async def _write(self, bytes_: bytes) -> None:
        if self._arrival is None or self._problem is not None:
            return
        try:
            await self._arrival.write(bytes_)
        except (TooLarge, Away):
            raise
        except Problem as problem:
            self._problem = problem

    async def _end(self) -> None:
        if self._part.file_name is None:
            text = plain(self._text.decode("utf-8", "replace"))
            self.intake.form.values.setdefault(self._part.name, []).append(text)
            return
        arrived = await self._finish()
        # browsers send an empty, nameless file where none was chosen; an empty file that has a name is told of
        if self._part.file_name or not isinstance(self._problem, EmptyFile):
            self.intake.files.append(File(self._part.file_name, arrived, self._problem))
        await self.close()

    async def _finish(self) -> Arrived | None:
        assert self._arrival is not None
        if self._problem is None:
            try:
                return await self._arrival.finish()
            except Away:
                raise
            except Problem as problem:
                self._problem = problem
        return None
