"""Columns and attributes that name somebody: who is called how buys no more, and nobody may be judged by it unasked."""

_WHO = ("name", "firstname", "lastname", "middlename", "givenname", "familyname", "fullname", "surname", "nickname")
_WHERE = ("email", "phone", "mobile", "fax", "street", "address", "address1", "address2", "line1", "line2")
_BOTH = ("username", "salutation", "customername", "contactname", "emailaddress", "phonenumber", "mobilenumber")
_NAMING = frozenset((*_WHO, *_WHERE, *_BOTH))


def names_somebody(attribute: str) -> bool:
    """Whether an attribute names somebody or says how to reach them, by what it is often called."""
    last = attribute.rpartition(".")[2].lower()
    return "".join(filter(str.isalnum, last)) in _NAMING
