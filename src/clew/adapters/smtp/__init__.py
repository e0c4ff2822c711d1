"""Mail: composed, signed, handed over by SMTP, and read when it comes back.

Law: a mail of unknown outcome is told as such, never as sent or failed; a return path that we did not sign suppresses
nobody.
"""

from clew.adapters.smtp.channel import SmtpChannel
from clew.adapters.smtp.compose import Mail, Unaddressable, compose
from clew.adapters.smtp.intake import about, outcomes_of
from clew.adapters.smtp.marks import Mark, mark, read_mark
from clew.adapters.smtp.returns import Recipient, Returned, read_returned
from clew.adapters.smtp.settings import DkimKey, SmtpSettings

__all__ = [
    "DkimKey",
    "Mail",
    "Mark",
    "Recipient",
    "Returned",
    "SmtpChannel",
    "SmtpSettings",
    "Unaddressable",
    "about",
    "compose",
    "mark",
    "outcomes_of",
    "read_mark",
    "read_returned",
]
