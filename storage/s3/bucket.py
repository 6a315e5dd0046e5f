"""One bucket (and prefix) of a service: names, and what lies under them."""

from typing import Any, cast

from storage.s3.client import Service, told
from storage.store import Missing, Unavailable, good_key


class Bucket:
    """What reading and writing share: the client, the names of objects, and the question what is there."""

    def __init__(self, service: Service, title: str, prefix: str = "") -> None:
        self.service, self.title = service, title
        self.prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self.client = service.client()

    def at(self, key: str) -> dict[str, str]:
        """The object's name as the client wants it. Errors: BadKey."""
        return {"Bucket": self.title, "Key": self.prefix + good_key(key)}

    def head(self, key: str) -> dict[str, Any]:
        """What the service knows of an object. Errors: Missing; Unavailable where the bucket itself is not there."""
        name = self.at(key)
        try:
            with told(key):
                return cast("dict[str, Any]", self.client.head_object(**name))
        except Missing:
            # a HEAD has no body, so it does not say what is missing: the object or the bucket
            if not self.present():
                raise Unavailable(cause="no_store") from None
            raise

    def present(self) -> bool:
        """Whether the bucket itself is there."""
        try:
            with told(self.title):
                self.client.head_bucket(Bucket=self.title)
        except Missing:
            return False
        return True
