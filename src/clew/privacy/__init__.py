"""Privacy: consent, erasure and access over every place that holds personal data, and the keyed hash that stays.

Laws of the folder: an erasure hides at once and then rewrites every place; its receipt holds counts and no person.
Nobody is contacted without `decide`, which says no unless something says yes.
"""

from clew.privacy.consent import (
    EVERYTHING,
    Contact,
    Purpose,
    Suppressed,
    Verdict,
    asking,
    confirmation,
    decide,
    withdrawal,
)
from clew.privacy.errors import StillRead
from clew.privacy.labels import LABELS, Label
from clew.privacy.ledger import PROOF, Entry, Proof, Said, ledger
from clew.privacy.mentions import Mentions
from clew.privacy.model import Disclosure, ErasureOrder, Receipt, Subject, order_id
from clew.privacy.preferences import chosen, contacts_of, key_of
from clew.privacy.pseudonyms import HASH_BYTES, KEY_BYTES, keyed_hash
from clew.privacy.service import Privacy
from clew.privacy.suppression import EVERY_CHANNEL, Suppression, address_hash, suppression

__all__ = [
    "EVERYTHING",
    "EVERY_CHANNEL",
    "HASH_BYTES",
    "KEY_BYTES",
    "LABELS",
    "PROOF",
    "Contact",
    "Disclosure",
    "Entry",
    "ErasureOrder",
    "Label",
    "Mentions",
    "Privacy",
    "Proof",
    "Purpose",
    "Receipt",
    "Said",
    "StillRead",
    "Subject",
    "Suppressed",
    "Suppression",
    "Verdict",
    "address_hash",
    "asking",
    "chosen",
    "confirmation",
    "contacts_of",
    "decide",
    "key_of",
    "keyed_hash",
    "ledger",
    "order_id",
    "suppression",
    "withdrawal",
]
