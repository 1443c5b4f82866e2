"""Charts: what is drawn, what is said instead, and that both tell the same."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from analysis.charts import base_line, describe, share_chart
from analysis.drawing import draw_png, draw_svg
from analysis.publication import Published
from analysis.readings import Reading

SVG = "{http://www.w3.org/2000/svg}"
ON_A_PHONE = 294
"""How wide a chart is on a page of 360 pixels, as a browser lays it out."""


def parsed(markup):
    parser = ElementTree.XMLPullParser(("start",))
    parser.feed(markup)
    return next(element for _, element in parser.read_events())


def a_reading(share=62, count=62, base=100):
    return Reading("", Published(count), Published(base), share)


def a_chart(**changes):
    chart = share_chart(
        "Most feel safe at school",
        [
            ("I feel safe at <school> & college", a_reading()),
            ("I feel safe on the bus", Reading("", Published(None), Published(100), None)),
        ],
        measured="the share of favourable answers",
        base="Base: 100 young people; May 2025.",
    )
    return replace(chart, id="chart-1", **changes)


def test_a_drawn_chart_has_nothing_that_a_strict_policy_blocks():
    markup = draw_svg(a_chart())
    assert "style" not in markup
    assert "<script" not in markup
    assert "href" not in re.sub(r"xmlns:xlink", "", markup)


def test_a_drawn_chart_says_what_it_is():
    root = parsed(draw_svg(a_chart()))
    title, words = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {words.get('id')}"
    assert title.text == "Most feel safe at school"
    assert words.text == a_chart().description


def test_ids_are_unique_over_the_charts_of_a_page():
    both = [draw_svg(a_chart()), draw_svg(replace(a_chart(), id="chart-2"))]
    ids = [found for markup in both for found in re.findall(r'\bid="([^"]+)"', markup)]
    assert len(ids) == len(set(ids))
    for markup in both:
        for used in re.findall(r"url\(#([^)]+)\)", markup):
            assert f'id="{used}"' in markup


def test_labels_stay_text_and_figures_stand_at_the_ends_of_bars():
    markup = draw_svg(a_chart())
    root = parsed(markup)
    written = ["".join(each.itertext()).strip() for each in root.iter(f"{SVG}text")]
    assert written == ["I feel safe at <school> & college", "62%", "I feel safe on the bus", "[c]"]
    assert "#12436d" in markup.lower()


def test_words_are_twelve_pixels_high_on_a_phone():
    picture = parsed(draw_svg(a_chart()))
    width = float(picture.get("viewBox").split()[2])
    sizes = [float(each.get("font-size").removesuffix("px")) for each in picture.iter(f"{SVG}text")]
    assert min(sizes) * ON_A_PHONE / width >= 12


@pytest.mark.parametrize("draw", [draw_svg, draw_png])
def test_the_same_chart_gives_the_same_bytes(draw):
    assert draw(a_chart()) == draw(a_chart())


def test_the_description_tells_the_message_the_figures_and_what_is_hidden():
    words = describe(a_chart())
    assert words.startswith("Bar chart of the share of favourable answers. Most feel safe")
    assert "I feel safe at <school> & college: 62%" in words
    assert (
        "Not drawn, because too few answered or to protect others: I feel safe on the bus" in words
    )
    assert words.endswith("Base: 100 young people; May 2025.")


def test_the_base_beneath_a_chart_gives_the_range_where_bases_differ():
    bases = [Published(40), Published(None), Published(52)]
    assert base_line(bases, "children", "May") == "Base: 40 to 52 children; May."
    assert base_line([Published(None)], "children", "May") == "Base: too few children to show; May."


def test_a_rounded_base_is_said_to_be_about_so_many():
    assert base_line([Published(40, 5)], "children", "May") == "Base: about 40 children; May."
