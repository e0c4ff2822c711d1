"""Recipients of our own, seeds and testers: by which channels each can be reached. Pure.

An address of mail is reached by mail, a web address by webhooks; what stays in the local outbox reaches whomever it is
marked for.
"""

from urllib.parse import urlsplit

from clew.actions.model import LOCAL


def is_web(recipient: str) -> bool:
    """Whether it is a web address, and not one of mail."""
    try:
        return urlsplit(recipient).scheme in ("http", "https") and bool(urlsplit(recipient).hostname)
    except ValueError:
        return False


def is_recipient(text: str) -> bool:
    """Whether a copy or a proof could go there by any channel."""
    said = text.strip()
    return is_web(said) or ("@" in said.strip("@") and "/" not in said)


def spelled(recipient: str) -> str:
    """As one is compared with others: mail has no case, a path may have."""
    said = recipient.strip()
    return said if is_web(said) else said.lower()


def reaches(channel: str, recipient: str) -> bool:
    """Whether a channel can take a message to a recipient."""
    if channel == LOCAL:
        return True
    return is_web(recipient) if channel == "webhook" else channel == "email" and not is_web(recipient)
