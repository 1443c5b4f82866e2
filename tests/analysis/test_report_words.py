"""Words that a report says over and over: spans of days, said once."""

import pytest

from analysis.report_material import span_words


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("4 November 2019", "24 November 2019", "4 to 24 November 2019"),
        ("10 February 2020", "5 April 2020", "10 February to 5 April 2020"),
        ("30 September 2019", "5 April 2020", "30 September 2019 to 5 April 2020"),
        ("4 November 2019", "4 November 2019", "4 November 2019"),
    ],
)
def test_a_span_says_month_and_year_once(first, last, said):
    assert span_words(first, last) == said
