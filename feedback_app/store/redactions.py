"""What is hidden in a verbatim from everybody but a safeguarding lead: places in it, no words."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from feedback_app.store.base import UNORDERED, Base


class Redaction(Base):
    """All that is hidden in one verbatim, as `[[start, end, kind], …]`.

    Step 0 is the machine's, and has no person and no time; each mending is a further step. The
    last step counts, and the earlier ones stay.
    """

    __tablename__ = "redaction"
    __table_args__ = (UNORDERED,)

    verbatim_id: Mapped[str] = mapped_column(
        ForeignKey("verbatim.id", ondelete="CASCADE"), primary_key=True
    )
    step: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    spans: Mapped[str] = mapped_column(Text)
    staff_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("staff.id"))
    mended_at: Mapped[datetime | None]
