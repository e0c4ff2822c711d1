"""Questions as somebody might ask them, for the OpenAPI document."""

from collections.abc import Mapping
from typing import Any

import msgspec

from clew.api.insight.ports import Change, MetricTrial
from clew.insight import (
    Dashboard,
    Friction,
    Funnel,
    JourneyFigures,
    Lifecycle,
    MessageFigures,
    MetricQuestion,
    Paths,
    Retention,
    Rfm,
    Trend,
)

_ORDER = {"event": "Order Completed"}
_VIEW = {"event": "Product Viewed"}
_MONTH = {"last": "30d"}

EXAMPLES: Mapping[type[msgspec.Struct], Any] = {
    Funnel: {"steps": [_VIEW, {**_ORDER, "where": "total > 50"}], "window": "7d", "period": _MONTH},
    Paths: {"anchor": _VIEW, "direction": "from", "steps": 4, "period": _MONTH},
    Retention: {"start": _ORDER, "unit": "month", "units": 6, "period": {"last": "12m"}},
    Trend: {"series": [{**_ORDER, "measure": "sum", "property": "total"}], "unit": "week", "period": {"last": "12w"}},
    Friction: {"goal": _ORDER, "errors": [{"event": "Payment Failed"}], "tickets": [{"event": "Ticket Created"}]},
    Rfm: {"order": _ORDER, "value": "total", "period": {"last": "12m"}},
    Lifecycle: {"active": _ORDER, "unit": "month", "period": {"last": "12m"}},
    JourneyFigures: {"journey": "abandoned-cart", "period": _MONTH, "compare": "previous"},
    MessageFigures: {"journey": "abandoned-cart", "by": "template", "period": _MONTH},
    MetricTrial: {"metric": {"measure": "repeat", "event": _ORDER}},
    MetricQuestion: {"period": _MONTH, "compare": "previous"},
    Dashboard: {"tiles": [{"metric": "orders"}, {"funnel": {"steps": [_VIEW, _ORDER]}}], "period": _MONTH},
    Change: {"period": {"last": "90d"}, "among": 'profile.country = "United Kingdom"'},
}
"""By what is asked."""
