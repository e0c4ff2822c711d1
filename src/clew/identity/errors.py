"""What can be wrong with identities."""

from clew.kernel.errors import ClewError


class InvalidNamespace(ClewError):
    """A `namespace` document that can't be used."""

    code = "identity.invalid_namespace"
