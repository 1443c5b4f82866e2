"""The tables, one module a subject. Rows are added along the river and never edited upstream."""

from feedback_app.store.areas import Area, AreaMember, Body, HelpContact, Priority
from feedback_app.store.asks import (
    Ask,
    AskReply,
    AskTranslation,
    FirstSight,
    ReplyScore,
    ResultsPage,
)
from feedback_app.store.base import Base
from feedback_app.store.codebooks import CodebookChange, CodebookVersion
from feedback_app.store.coding import (
    CodingDecision,
    CodingFacet,
    CodingReview,
    SuggestedCoding,
    WaitingVerbatim,
)
from feedback_app.store.coding_runs import (
    AgreementMeasure,
    CandidateVerbatim,
    DiscoveryRun,
    SuggestionRun,
    ThemeCandidate,
)
from feedback_app.store.concerns import Concern, ConcernEvent, ConcernLink, ToRead
from feedback_app.store.contacts import ContactEvent, ContactRequest, Receipt
from feedback_app.store.denominators import InvitedCount, Population
from feedback_app.store.errands import Errand, ErrandFile
from feedback_app.store.keys import SurveyKey
from feedback_app.store.openings import Opening
from feedback_app.store.papers import Paper
from feedback_app.store.quotations import Quotation, QuotationDecision
from feedback_app.store.redactions import Redaction
from feedback_app.store.reports import ReportSnapshot
from feedback_app.store.requests import RequestEvent, SubjectRequest
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
from feedback_app.store.surveys import (
    Invitation,
    InvitationMarks,
    Survey,
    SurveyLink,
    SurveyQuestionnaire,
)
from feedback_app.store.watches import Alert, SeenWait, Watch

__all__ = [
    "AgreementMeasure",
    "Alert",
    "Answer",
    "Area",
    "AreaMember",
    "Ask",
    "AskReply",
    "AskTranslation",
    "Attempt",
    "AuditEvent",
    "AuthenticatorApp",
    "Base",
    "Body",
    "CandidateVerbatim",
    "CodebookChange",
    "CodebookVersion",
    "CodingDecision",
    "CodingFacet",
    "CodingReview",
    "Concern",
    "ConcernEvent",
    "ConcernLink",
    "ContactEvent",
    "ContactRequest",
    "DeviceAnswer",
    "DiscoveryRun",
    "Draft",
    "Errand",
    "ErrandFile",
    "ExportedFile",
    "FirstSight",
    "HelpContact",
    "Invitation",
    "InvitationMarks",
    "InvitedCount",
    "Opening",
    "Paper",
    "Passkey",
    "Population",
    "Priority",
    "Quotation",
    "QuotationDecision",
    "Receipt",
    "RecoveryCode",
    "Redaction",
    "ReplyScore",
    "ReportSnapshot",
    "RequestEvent",
    "Response",
    "ResultsPage",
    "ReturnCode",
    "RolePolicy",
    "SeenWait",
    "SentDraft",
    "SpentChallenge",
    "Staff",
    "StaffSession",
    "SubjectRequest",
    "SuggestedCoding",
    "SuggestionRun",
    "Survey",
    "SurveyKey",
    "SurveyLink",
    "SurveyQuestionnaire",
    "ThemeCandidate",
    "ToRead",
    "Verbatim",
    "WaitingVerbatim",
    "Watch",
]
