"""The tables, one module a subject. Rows are added along the river and never edited upstream."""

from feedback_app.store.areas import Area, AreaMember, Body, HelpContact, Priority
from feedback_app.store.base import Base
from feedback_app.store.coding import (
    CodebookVersion,
    CodingDecision,
    CodingReview,
    SuggestedCoding,
    WaitingVerbatim,
)
from feedback_app.store.concerns import Concern, ConcernEvent
from feedback_app.store.keys import SurveyKey
from feedback_app.store.openings import Opening
from feedback_app.store.papers import Paper
from feedback_app.store.redactions import Redaction
from feedback_app.store.reports import ReportSnapshot
from feedback_app.store.responses import (
    Answer,
    DeviceAnswer,
    Draft,
    ExportedFile,
    Response,
    ReturnCode,
    SentDraft,
    Verbatim,
)
from feedback_app.store.second_steps import (
    AuthenticatorApp,
    Passkey,
    RecoveryCode,
    SpentChallenge,
)
from feedback_app.store.staff import Attempt, AuditEvent, RolePolicy, Staff, StaffSession
from feedback_app.store.surveys import Invitation, Survey, SurveyLink, SurveyQuestionnaire

__all__ = [
    "Answer",
    "Area",
    "AreaMember",
    "Attempt",
    "AuditEvent",
    "AuthenticatorApp",
    "Base",
    "Body",
    "CodebookVersion",
    "CodingDecision",
    "CodingReview",
    "Concern",
    "ConcernEvent",
    "DeviceAnswer",
    "Draft",
    "ExportedFile",
    "HelpContact",
    "Invitation",
    "Opening",
    "Paper",
    "Passkey",
    "Priority",
    "RecoveryCode",
    "Redaction",
    "ReportSnapshot",
    "Response",
    "ReturnCode",
    "RolePolicy",
    "SentDraft",
    "SpentChallenge",
    "Staff",
    "StaffSession",
    "SuggestedCoding",
    "Survey",
    "SurveyKey",
    "SurveyLink",
    "SurveyQuestionnaire",
    "Verbatim",
    "WaitingVerbatim",
]
