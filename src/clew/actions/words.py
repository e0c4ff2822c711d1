"""What becomes of messages, and why, in words for people."""

from collections.abc import Mapping

_REASONS: Mapping[str, str] = {
    "consent": "there is no consent to it",
    "suppressed": "the address must not be written to",
    "quiet": "it is quiet hours",
    "cap": "they have had as many as the rules allow",
    "paused": "the journey is paused",
    "erased": "the person was erased",
    "exited": "they had left the journey",
    "expired": "its time was over",
    "no_address": "no address is known of them",
    "missing": "a value that it needs is missing",
    "unfit": "a value in it does not fit",
    "limit": "it would be too long",
    "broken": "a fault of the sender's own stopped it",
    "abandoned": "its sender died while it had it",
    "restored": "it was on its way when the workspace was restored",
    "replayed": "it was decided again in a rebuild, and nothing says whether it was sent",
    "resting": "the provider is left alone for a while",
    "kept": "its channel has no provider yet, so it is kept here",
    "unsupported": "nothing does this kind of effect",
    "address": "the address is none that the channel can write to",
    "timeout": "the provider did not answer",
    "connection": "the line broke after it was handed over",
    "secret": "the environment of the sender lacks a secret that the channel names",
    "connect": "the provider could not be reached",
}

_HAPPENED: Mapping[str, str] = {
    "planned": "was decided",
    "released": "was released: every guard said yes",
    "sent": "was sent",
    "kept": "was kept here: nobody was written to",
    "suppressed": "was stopped at its release",
    "failed": "could not be sent",
    "held": "could not be made, and waits for somebody to mend it",
    "unknown": "may or may not have been sent, and waits for somebody to decide",
    "dismissed": "was dismissed by somebody",
    "retried": "was let go once more by somebody",
    "delivered": "was delivered",
    "delayed": "is late on its way",
    "bounced": "came back",
    "complained": "was complained of",
    "opened": "was opened",
    "clicked": "was clicked",
    "unsubscribed": "was answered by unsubscribing",
}


def reason_words(reason: str) -> str:
    """A reason (`cap:1/24h email`) in words; empty for none."""
    kind, _, rule = reason.partition(":")
    return _REASONS.get(kind, kind) + (f" ({rule})" if rule else "")


def outcome_words(happening: str, reason: str = "") -> str:
    """What became of a message, and why, in words that follow its name."""
    because = reason_words(reason)
    return _HAPPENED.get(happening, happening) + (f": {because}" if because else "")
