"""The jobs of a sandbox child, by name; importing this module loads every library that a job may need."""

from collections.abc import Mapping

from mediabank.media.inside import examine, steps
from mediabank.media.inside.child import Job

JOBS: Mapping[str, Job] = {
    "header": examine.header,
    "trial": examine.trial,
    "describe": examine.describe,
    "make": steps.make,
}
