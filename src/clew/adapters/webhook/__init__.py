"""Webhooks: signed by Standard Webhooks, guarded against reaching anything of ours, answers bounded.

Law: the address that was checked is the address that is connected to; a redirect is an answer and leads nowhere.
"""

from clew.adapters.webhook.channel import WebhookChannel
from clew.adapters.webhook.guard import Forbidden, Guard
from clew.adapters.webhook.signing import SecretInvalid, Signer, public_key, read_secret, signed_headers, verified

__all__ = [
    "Forbidden",
    "Guard",
    "SecretInvalid",
    "Signer",
    "WebhookChannel",
    "public_key",
    "read_secret",
    "signed_headers",
    "verified",
]
