"""Give the worker something to do about a survey, and record who asked for it."""

from collections.abc import Callable

from feedback_app.access import current_staff, settings
from feedback_app.database import transaction
from feedback_app.jobs import Jobs, open_jobs
from feedback_app.services import audit, surveys


def queue_and_record(
    survey_id: str, action: str, job: Callable[[Jobs], Callable[[str], object]]
) -> None:
    """Put a job about a survey into the queue; `action` is what the audit trail calls it.

    Raises:
        NotFoundError: there is no such survey.
    """
    with transaction() as rows:
        surveys.find_survey(rows, survey_id)
        audit.record(rows, current_staff().id, action, subject=survey_id)
    job(open_jobs(settings().instance))(survey_id)
