"""Pieces of pages that are kept: the same for the same values, another for another language, never without escaping."""

from mediabank import language
from mediabank.web.render import Format, environment
from mediabank.web.shown import Facet, FacetOption

TEMPLATE = '{% from "parts/facets.html" import facet with context %}{{ kept(facet, it) }}'


def shown(count, *, reader="nb", label="Plakat"):
    facet = Facet(
        name="type", label="Type", options=(FacetOption(value="plakat", label=label, count=count),), shown_first=1
    )
    template = environment().from_string(TEMPLATE)
    return template.render(it=facet, fmt=Format(reader), t=lambda key, **values: language.text(key, reader, **values))


def test_a_kept_piece_follows_its_values():
    assert "1" in shown(1)
    assert "2" in shown(2)
    assert shown(1) == shown(1)


def test_a_kept_piece_is_kept_for_one_language():
    assert shown(1204, reader="nb") != shown(1204, reader="en")


def test_a_kept_piece_is_escaped_once_each_time_it_is_shown():
    for _ in range(2):
        assert "&lt;b&gt;fet&lt;/b&gt;" in shown(1, label="<b>fet</b>")
