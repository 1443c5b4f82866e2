"""Run what a machine can try of accessibility; write down what was tried, when, what failed.

    python -m tests.accessibility

The accessibility statement of the service is made from the file that this writes.
"""

import json
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

RECORD = Path(__file__).resolve().parents[1] / "feedback_app" / "accessibility.json"
MODULES = (
    "tests/pages/test_gallery.py",
    "tests/pages/test_screens.py",
    "tests/pages/test_every_page.py",
    "tests/browser/test_leaving.py",
    "tests/browser/test_device.py",
    "tests/browser/test_journeys.py",
    "tests/browser/test_all_ways.py",
    "tests/journeys/test_every_presentation.py",
)
CHECKS = {
    "faults": (
        "test_no_accessibility_fault_on_a_phone",
        "test_no_accessibility_fault_on_a_desk",
        "test_no_page_of_a_visit_has_a_fault_on_a_phone",
        "test_no_page_beside_the_questions_has_a_fault_on_a_phone",
        "test_no_page_has_a_fault_on_a_desk_with_scripts_blocked",
        "test_no_page_has_an_error_of_the_nu_checker",
        "test_the_sample_of_each_language_has_no_fault",
        "test_no_page_of_staff_has_a_fault",
    ),
    "reflow": (
        "test_no_page_scrolls_sideways_at_320_pixels",
        "test_no_page_scrolls_sideways_with_text_twice_as_large_or_spaced",
    ),
    "targets": ("test_targets_are_large_enough_for_their_readers",),
    "keyboard": ("test_every_stop_of_the_keyboard_shows_its_focus_and_is_not_covered",),
    "colours": ("test_what_is_chosen_shows_where_colours_are_forced",),
    "help": ("test_help_is_in_the_first_600_pixels",),
    "leaving": (
        "test_leaving_puts_the_exit_in_the_place_of_the_question",
        "test_without_scripts_the_way_out_is_a_plain_link",
        "test_after_leaving_back_shows_no_question",
        "test_shift_three_times_leaves_also_where_the_answers_are_gone_already",
    ),
    "signal": (
        "test_an_answer_that_cannot_be_saved_is_kept_and_sent_again",
        "test_a_hundred_sealed_answers_wait_and_are_stored_once",
        "test_leaving_without_a_signal_takes_the_questions_off",
        "test_help_is_there_without_a_signal_and_any_page_leads_to_the_kept_one",
        "test_the_readers_controls_work_without_a_signal_and_nothing_typed_is_lost",
    ),
    "journeys": (
        "test_by_keyboard_alone_at_320_pixels_and_without_motion",
        "test_with_scripts_blocked_and_text_twice_as_large",
        "test_with_forced_colours_what_is_chosen_shows_by_its_edge",
    ),
    "same": (
        "test_every_presentation_stores_the_same_codes",
        "test_every_way_stores_identical_codes",
    ),
}
CHECK_OF_TEST = {test: check for check, tests in CHECKS.items() for test in tests}


class Recorder:
    """Counts what was tried of each check, and names what failed."""

    def __init__(self) -> None:
        self.tried: Counter[str] = Counter()
        self.failed: dict[str, list[str]] = {check: [] for check in CHECKS}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take one report: of the test itself, or of what it needed and did not get."""
        name, _bracket, case = report.nodeid.rpartition("::")[2].partition("[")
        check = CHECK_OF_TEST.get(name)
        if check is None or (report.when != "call" and not report.failed):
            return
        self.tried[check] += report.when == "call"
        if report.failed:
            self.failed[check].append(f"{name}: {case.rstrip(']')}")

    def write(self) -> None:
        """Write the record, in the order of the checks."""
        record = {
            "tried_on": datetime.now(UTC).date().isoformat(),
            "checks": [
                {"id": check, "tried": self.tried[check], "failed": self.failed[check]}
                for check in CHECKS
            ],
        }
        RECORD.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def main() -> int:
    """Try everything, write the record, and say how pytest ended."""
    recorder = Recorder()
    ended = pytest.main(["-q", *MODULES, "-k", "not postgresql", *sys.argv[1:]], [recorder])
    recorder.write()
    return int(ended)


if __name__ == "__main__":
    raise SystemExit(main())
