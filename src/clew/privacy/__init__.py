"""Privacy: erasure and access over every place that holds personal data, and the keyed hash that stays.

Law of the folder: an erasure hides at once and then rewrites every place; its receipt holds counts and no person.
"""

from clew.privacy.errors import StillRead
from clew.privacy.mentions import Mentions
from clew.privacy.model import Disclosure, ErasureOrder, Receipt, Subject, order_id
from clew.privacy.pseudonyms import HASH_BYTES, KEY_BYTES, keyed_hash
from clew.privacy.service import Privacy

__all__ = [
    "HASH_BYTES",
    "KEY_BYTES",
    "Disclosure",
    "ErasureOrder",
    "Mentions",
    "Privacy",
    "Receipt",
    "StillRead",
    "Subject",
    "keyed_hash",
    "order_id",
]
