"""A survey's own copy of its questionnaire."""

import json
import subprocess
import sys
import time

import pytest

from forms.freezing import FrozenQuestionnaireError, freeze, thaw
from forms.loading import SHIPPED, load_family, questionnaire_files
from tests.forms.samples import a_questionnaire, a_winding_questionnaire

SIX = load_family(questionnaire_files(SHIPPED))
BY_ID = {questionnaire.id: questionnaire for questionnaire in SIX}


@pytest.mark.parametrize("name", BY_ID)
def test_a_thawed_questionnaire_equals_the_one_frozen(name):
    frozen = freeze(BY_ID[name])
    assert thaw(frozen) == BY_ID[name]
    assert freeze(thaw(frozen)) == frozen


def test_conditions_and_routes_come_back_as_what_they_were():
    winding = a_winding_questionnaire()
    thawed = thaw(freeze(winding))
    assert thawed == winding
    assert thawed.questions[3].show_if == winding.questions[3].show_if
    assert type(thawed.questions[0].routes[1].to) is type(winding.questions[0].routes[1].to)


def test_a_small_change_changes_the_frozen_text():
    assert freeze(a_questionnaire()) != freeze(a_questionnaire(minutes=6))


@pytest.mark.parametrize(
    ("frozen", "told"),
    [
        ("not json", "damaged"),
        ("{}", "damaged"),
        ('{"schema":99,"questionnaire":{}}', "Update the platform"),
        ('{"schema":1,"questionnaire":{"id":"x"}}', "damaged"),
        ('{"schema":1,"questionnaire":{"unheard_of":1}}', "damaged"),
        ('{"schema":1,"questionnaire":"words"}', "damaged"),
    ],
)
def test_a_copy_that_cannot_be_read_says_what_to_do(frozen, told):
    with pytest.raises(FrozenQuestionnaireError, match=told):
        thaw(frozen)


def test_the_largest_questionnaire_thaws_quickly():
    frozen = freeze(BY_ID["practitioner-annual"])
    thaw(frozen)
    started = time.process_time()
    for _ in range(20):
        thaw(frozen)
    assert (time.process_time() - started) / 20 < 0.030


def test_thawing_imports_no_yaml_no_web_and_no_checks():
    frozen = json.dumps(freeze(BY_ID["yp-5-7-easy-read"]))
    script = (
        f"import json,sys; from forms.freezing import thaw; thaw({frozen});"
        "print([m for m in ('yaml','wtforms','flask','pyphen','forms.checks') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
