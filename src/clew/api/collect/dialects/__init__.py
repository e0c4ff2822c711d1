"""The dialects of the market's SDKs, one module each. Law: a dialect only decodes; it stores and answers nothing.

A new dialect is one module with `ROUTES`, and one line in the table below.
"""

from collections.abc import Sequence

from clew.api.collect.dialect import Routes
from clew.api.collect.dialects import cloudevents, mapped, rudderstack, segment

DIALECTS: Sequence[Routes] = (segment.ROUTES, rudderstack.ROUTES, cloudevents.ROUTES, mapped.ROUTES)
"""All routes that are collected from; no two dialects share one."""
