"""Invitations: each good for one response, counted for the rate, and bound to no answer."""

import random
from threading import Barrier, Thread

import pytest
from sqlalchemy import inspect, select, text

from feedback_app.config import load_settings
from feedback_app.errors import FeedbackError
from feedback_app.services import denominators, invitations, links, responding, surveys
from feedback_app.services.drafts import find_draft, start_draft
from feedback_app.services.surveys import frozen_questionnaire
from feedback_app.store import Base, Draft, Invitation, Response
from feedback_app.store.surveys import SurveyKind
from forms.answers import chosen
from forms.definition import Presentation
from tests.factories import a_plan, a_questionnaire

KEY = "k" * 64


def invited_survey(rows, **changes):
    plan = a_plan(kind=SurveyKind.INVITED, **changes)
    return surveys.open_survey(rows, "staff-2026", [a_questionnaire()], plan=plan)


def issue(rows, survey, count=6):
    return invitations.issue(rows, survey, questionnaire_id="sample", count=count, secret_key=KEY)


def begin(connection, token, answer="y"):
    """Begin a draft by an invitation and return it."""
    found = invitations.find(connection, token, secret_key=KEY)
    address = links.link_of_invited(connection, found.survey_id, found.questionnaire_id)
    link = links.open_link(connection, address)
    questionnaire = frozen_questionnaire(connection, link.survey_id, link.questionnaire_id)
    asked = (questionnaire.start_page, *questionnaire.pages)
    pages = {page.question.id: page for page in asked}
    answers = {
        pages[name].key: chosen(pages[name].question, (code,))
        for name, code in (("agree", "yes"), ("safe", answer))
    }
    made = start_draft(
        connection,
        link,
        presentation=Presentation.AGES_13_18,
        language="en",
        hours=24,
        answers=answers,
        invitation_id=found.id,
    )
    return find_draft(connection, made, link_token=link.token), questionnaire


def send(app, token, answer="y"):
    with app.extensions["database"].sessions.begin() as session:
        connection = session.connection()
        draft, questionnaire = begin(connection, token, answer)
        return responding.submit_response(connection, draft, questionnaire)


def test_only_a_keyed_hash_of_a_link_is_kept(rows):
    tokens = issue(rows, invited_survey(rows))
    kept = rows.query(Invitation).all()
    everything = " ".join(str(value) for row in kept for value in vars(row).values())
    assert len(set(tokens)) == len(kept) == 6
    assert not [token for token in tokens if token in everything]
    assert invitations.find(rows.connection(), tokens[0], secret_key=KEY).survey_id == "staff-2026"
    with pytest.raises(invitations.UnknownInvitationError):
        invitations.find(rows.connection(), tokens[0], secret_key="another key")


def test_a_list_is_kept_in_another_order_than_it_is_handed_out(rows):
    tokens = issue(rows, invited_survey(rows), 40)
    of_list = [invitations.find(rows.connection(), each, secret_key=KEY).id for each in tokens]
    kept = list(rows.scalars(select(Invitation.id)))
    assert sorted(kept) == sorted(of_list)
    assert kept != of_list


def test_an_invitation_gives_one_response(app, rows):
    first, second, *_ = issue(rows, invited_survey(rows))
    assert send(app, first)
    with pytest.raises(invitations.InvitationUsedError):
        send(app, first)
    assert send(app, second)
    assert rows.query(Response).count() == 2
    assert invitations.tally(rows, "staff-2026") == invitations.Tally(6, 2, 0)


def test_what_was_begun_twice_is_sent_once(app, rows):
    token, *_ = issue(rows, invited_survey(rows))
    begun = [begin(rows.connection(), token) for _ in range(2)]
    rows.commit()
    sessions = app.extensions["database"].sessions
    with sessions.begin() as session:
        assert responding.submit_response(session.connection(), *begun[0])
    with pytest.raises(invitations.InvitationUsedError), sessions.begin() as session:
        responding.submit_response(session.connection(), *begun[1])
    assert rows.query(Response).count() == 1


def test_twenty_who_send_by_one_link_at_once_give_one_response(app, rows):
    token, *_ = issue(rows, invited_survey(rows))
    begun = [begin(rows.connection(), token) for _ in range(20)]
    rows.commit()
    together, refused = Barrier(20), []

    def run(draft, questionnaire):
        together.wait()
        try:
            with app.extensions["database"].sessions.begin() as session:
                responding.submit_response(session.connection(), draft, questionnaire)
        except invitations.InvitationUsedError:
            refused.append(draft)

    threads = [Thread(target=run, args=each) for each in begun]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    rows.expire_all()
    assert (rows.query(Response).count(), len(refused)) == (1, 19)


def test_stopping_the_unused_leaves_the_used_and_what_was_begun(app, rows):
    used, begun, unused, *_ = issue(rows, invited_survey(rows))
    send(app, used)
    draft = begin(rows.connection(), begun)
    assert invitations.stop_unused(rows, "staff-2026") == 5
    assert invitations.stop_unused(rows, "staff-2026") == 0
    rows.commit()
    with pytest.raises(invitations.InvitationVoidError):
        invitations.find(rows.connection(), unused, secret_key=KEY)
    with pytest.raises(invitations.InvitationUsedError):
        invitations.find(rows.connection(), used, secret_key=KEY)
    with app.extensions["database"].sessions.begin() as session:
        assert responding.submit_response(session.connection(), *draft)
    assert invitations.tally(rows, "staff-2026") == invitations.Tally(6, 2, 4)


def invited(rows):
    row = denominators.invited_of(rows, "staff-2026")[""]
    return row.invited, row.supplied_by


def test_what_was_issued_is_the_number_invited(app, rows):
    survey = invited_survey(rows)
    tokens = issue(rows, survey, 6)
    assert invited(rows) == (6, "invitations issued")
    issue(rows, survey, 4)
    assert invited(rows) == (10, "invitations issued")
    send(app, tokens[0])
    invitations.stop_unused(rows, "staff-2026")
    assert invited(rows) == (10, "invitations issued")
    issue(rows, survey, 9)
    assert invited(rows) == (10, "invitations issued")


def test_a_longer_list_that_somebody_supplied_stands(rows):
    survey = invited_survey(rows)
    denominators.set_invited(
        rows, "staff-2026", group="", invited=50, supplied_by="HR", supplied_on=survey.opens_on
    )
    issue(rows, survey, 6)
    assert invited(rows) == (50, "HR")


@pytest.mark.parametrize("count", [0, -1, 20_001])
def test_a_number_that_cannot_be_is_refused(rows, count):
    with pytest.raises(FeedbackError, match="from 1 to 20,000"):
        issue(rows, invited_survey(rows), count)


def test_nobody_is_invited_where_anybody_may_answer(rows):
    survey = surveys.open_survey(rows, "spring", [a_questionnaire()], plan=a_plan())
    with pytest.raises(FeedbackError, match="not for a known list"):
        issue(rows, survey)


def test_the_links_of_a_known_list_ask_for_an_invitation_and_a_demonstration_does_not(rows):
    invited_survey(rows)
    assert all(each.asks_invitation for each in surveys.links_of(rows, "staff-2026"))
    plan = a_plan(kind=SurveyKind.INVITED, is_demonstration=True)
    surveys.open_survey(rows, "shown", [a_questionnaire()], plan=plan)
    surveys.open_survey(rows, "spring", [a_questionnaire()], plan=a_plan())
    for other in ("shown", "spring"):
        assert not any(each.asks_invitation for each in surveys.links_of(rows, other))


# The attack


def everything_in(rows):
    """Return every row of every table, and on PostgreSQL where and by which transaction it lies."""
    own = rows.get_bind().dialect.name == "postgresql"
    found = {}
    for table in Base.metadata.tables.values():
        hidden = ", xmin::text AS xmin, ctid::text AS ctid" if own else ""
        query = text(f'SELECT *{hidden} FROM "{table.name}"')
        found[table.name] = [dict(each) for each in rows.execute(query).mappings()]
    return found


def guesses(stolen, of_person):
    """Return for each way of matching how many of the people it finds: row by row, and by key."""
    [state] = stolen["invitation_marks"]
    marks = int.from_bytes(state["marks"], "little")
    invitation_rows = [row for row in stolen["invitation"] if marks >> row["place"] & 1]
    responses = stolen["response"]
    by_place = sorted(invitation_rows, key=lambda row: row["place"])
    by_order = list(zip(invitation_rows, responses, strict=False))
    tries = {
        "order": by_order,
        "order of places": list(zip(by_place, responses, strict=False)),
        "order backwards": list(zip(invitation_rows, responses[::-1], strict=False)),
    }
    known = [(x, row, {str(value) for name, value in row.items() if name not in COMMON})
             for x in invitation_rows for row in responses]  # fmt: skip
    alike = {}
    for mine, row, values in known:
        if values & {str(value) for name, value in mine.items() if name not in COMMON}:
            alike.setdefault(mine["id"], []).append(row)
    # A key that all share finds one among all: whoever uses it has to pick.
    luck = random.Random(1)
    tries["a value both hold"] = [
        (mine, luck.choice(alike[mine["id"]])) for mine in invitation_rows if mine["id"] in alike
    ]
    return {
        name: sum(of_person[mine["id"]] == row["id"] for mine, row in pairs)
        for name, pairs in tries.items()
    }


COMMON = {"survey_id", "questionnaire_id", "place", "is_void", "ctid"}


def test_with_the_whole_database_and_the_list_of_links_nobody_is_matched(app, rows):
    """Two hundred people, invented; the attacker even has the key that the hashes are made with."""
    tokens = issue(rows, invited_survey(rows), 260)
    rows.commit()
    people = random.Random(7).sample(tokens, 200)
    of_person, before = {}, set()
    for token in people:
        mine = invitations.find(rows.connection(), token, secret_key=KEY).id
        rows.commit()
        assert send(app, token)
        rows.expire_all()
        after = set(rows.scalars(select(Response.id)))
        [of_person[mine]] = after - before
        before = after
    assert rows.query(Draft).count() == 0
    stolen = everything_in(rows)
    linked = guesses(stolen, of_person)
    # By chance one of 200 is right; more than six happens less than once in ten thousand times.
    assert all(found <= 6 for found in linked.values()), linked
    named = {token for token in tokens for table in stolen.values() for row in table
             if token in str(row)}  # fmt: skip
    assert named == set()
    if "xmin" in stolen["invitation"][0]:
        assert len({row["xmin"] for row in stolen["invitation"]}) == 1
        assert len(stolen["invitation_marks"]) == 1


def test_no_other_table_leads_to_an_invitation_once_it_is_used(app, rows):
    token, *_ = issue(rows, invited_survey(rows))
    mine = invitations.find(rows.connection(), token, secret_key=KEY).id
    rows.commit()
    send(app, token)
    rows.expire_all()
    stolen = everything_in(rows)
    holding = {name for name, table in stolen.items() for row in table if mine in str(row)}
    assert holding == {"invitation"}
    assert "invitation" in inspect(rows.get_bind()).get_table_names()
    assert load_settings().secret_key != KEY
