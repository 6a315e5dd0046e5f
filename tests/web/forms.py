"""Forms as a browser reads them: what it would send, and what stands on the page."""

from html.parser import HTMLParser

CHECKED = ("radio", "checkbox")


class FormReader(HTMLParser):
    """What a browser would send of the describing form, and the ids on the page."""

    def __init__(self):
        super().__init__()
        self.sent, self.ids, self.hrefs, self.buttons = {}, [], [], []
        self._inside, self._area, self._select = False, None, None
        self._noscript = False

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.ids += [given["id"]] if given.get("id") else []
        self.hrefs += [given["href"]] if tag == "a" and given.get("href") else []
        self._noscript = self._noscript or tag == "noscript"
        if tag == "form":
            self._inside = "describe" in (given.get("class") or "") or given.get("action", "").startswith("/campaigns")
        if not self._inside or self._noscript:
            return
        if tag == "button" and given.get("name"):
            self.buttons.append((given["name"], given["value"]))
        elif tag == "textarea":
            self._area, self.sent[given["name"]] = given["name"], [""]
        elif tag == "select":
            self._select = given["name"]
        elif tag == "option" and ("selected" in given or self._select not in self.sent):
            self.sent[self._select] = [given["value"]]
        elif tag == "input" and given.get("name") and _goes_along(given):
            self.sent.setdefault(given["name"], []).append(given.get("value", ""))

    def handle_endtag(self, tag):
        self._inside = self._inside and tag != "form"
        self._noscript = self._noscript and tag != "noscript"
        self._area = None if tag == "textarea" else self._area

    def handle_data(self, data):
        if self._area:
            self.sent[self._area][0] += data


def _goes_along(given):
    return given.get("form") is None and (given.get("type") not in CHECKED or "checked" in given)


def read(answer):
    reader = FormReader()
    reader.feed(answer.text)
    return reader
