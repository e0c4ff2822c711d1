"""The main rows of each answer, as a table: what somebody would plot."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from clew.sdk.arrow import pa
from clew.sdk.frames import Frame

PATHS = {
    "funnel": "funnels",
    "paths": "paths",
    "retention": "retention",
    "trend": "trends",
    "friction": "friction",
    "rfm": "rfm",
    "lifecycle": "lifecycle",
    "journey": "journeys",
    "messages": "messages",
}
"""Topics, with the end of their path in the API."""

Raw = dict[str, Any]
Rows = list[dict[str, Any]]


def frame_of(topic: str, raw: Raw) -> Frame:
    """The main rows of an answer."""
    return _TABLES[topic](raw)


def days_of(raw: Raw) -> Frame:
    """Day by day of a back-test; `churn` is the part of all who were in it that day who left."""
    rows: Rows = []
    size = raw["start_size"]
    for day in raw["days"]:
        churn = part(day["left"], size + day["entered"])
        size = day["size"]
        named = {"day": date.fromisoformat(day["day"]), "entered": day["entered"], "left": day["left"]}
        rows.append({**named, "size": size, "churn": churn})
    return Frame.of(rows, ("day", "entered", "left", "size", "churn"))


def overlap_of(raw: Raw) -> Frame | None:
    """How many were in both segments of a back-test, in one alone, in the other alone; None without another."""
    if raw["overlap"] is None:
        return None
    return Frame.of([{"where": where, "people": raw["overlap"][where]} for where in ("both", "only", "other")])


def changes_of(rows: Sequence[Raw]) -> Frame:
    """Who entered and left in a back-test, and when to the microsecond."""
    instants = [datetime.fromisoformat(row["at"]) for row in rows]
    columns = {name: pa.array([row[name] for row in rows], pa.string()) for name in ("profile", "change", "cause")}
    at = pa.array(instants, pa.timestamp("us", "UTC"))
    return Frame(pa.table({"profile": columns.pop("profile"), "at": at, **columns}))


def part(count: int, whole: int) -> float | None:
    """A part of a whole; None of nothing."""
    return count / whole if whole else None


def _funnel(raw: Raw) -> Frame:
    groups = [(None, raw["steps"]), *((each["group"], each["steps"]) for each in raw["groups"])]
    rows: Rows = []
    for group, steps in groups:
        for place, step in enumerate(steps, 1):
            interval: Raw = step["interval"] or {}
            rows.append(
                {
                    "group": _name(group),
                    "place": place,
                    "step": step["name"],
                    "people": step["people"],
                    "share": step["share"],
                    "low": interval.get("low"),
                    "high": interval.get("high"),
                    "median_seconds": step["median_seconds"],
                }
            )
    return Frame.of(rows)


def _trend(raw: Raw) -> Frame:
    rows: Rows = []
    for line in raw["series"]:
        intervals: list[Raw | None] = line["intervals"] or [None] * len(line["values"])
        for start, value, interval in zip(raw["starts"], line["values"], intervals, strict=True):
            low, high = (interval["low"], interval["high"]) if interval else (None, None)
            named = {"start": start, "series": line["name"], "group": _name(line["group"])}
            rows.append({**named, "value": value, "low": low, "high": high})
    return Frame.of(rows, ("start", "series", "group", "value", "low", "high"))


def _retention(raw: Raw) -> Frame:
    rows: Rows = [
        {
            "cohort": cohort["start"],
            "people": cohort["people"],
            "later": later,
            "returned": count,
            "share": part(count, cohort["people"]),
            "final": later <= cohort["complete"],
        }
        for cohort in raw["cohorts"]
        for later, count in enumerate(cohort["returned"], 1)
    ]
    return Frame.of(rows, ("cohort", "people", "later", "returned", "share", "final"))


def _listed(key: str, columns: tuple[str, ...]) -> Callable[[Raw], Frame]:
    return lambda raw: Frame.of([{name: row[name] for name in columns} for row in raw[key]], columns)


def tiles_of(raw: Raw) -> list[tuple[str, str, Frame]]:
    """Of each tile of a dashboard that has an answer: its title, what it is, and its main rows."""
    answered = ((tile, next((sort for sort in _TILES if tile.get(sort) is not None), "")) for tile in raw["tiles"])
    return [(tile["title"], sort, _TILES[sort](tile)) for tile, sort in answered if sort]


def _metric(tile: Raw) -> Frame:
    found = tile["metric"]
    interval: Raw = found["interval"] or {}
    figure = {"value": found["value"], "low": interval.get("low"), "high": interval.get("high")}
    return Frame.of([{**figure, "previous": found["previous"], "unit": tile["unit"]}])


def _dashboard(raw: Raw) -> Frame:
    """All tiles, one below the other: a row for each figure."""
    rows: Rows = []
    for title, sort, frame in tiles_of(raw):
        named, figures = _LONG[sort]
        for row in frame.to_dicts():
            said = [str(row[name]) for name in named if row[name] is not None and row[name] != ""]
            for figure in figures:
                of = " · ".join([*said, figure] if len(figures) > 1 else said)
                more = {name: row.get(name) for name in ("low", "high", "previous")}
                value, unit = row[figure], row.get("unit") or ""
                rows.append({"title": title, "tile": sort, "of": of, "value": value, **more, "unit": unit})
    return Frame.of(rows, ("title", "tile", "of", "value", "low", "high", "previous", "unit"))


def _journey(raw: Raw) -> Frame:
    rows: Rows = [_figure(name, "", raw[name], {}, raw[f"previous_{name}"]) for name in ("entered", "people", "active")]
    for goal in raw["goals"]:
        interval: Raw = goal["interval"] or {}
        rows.append(_figure("reached", goal["name"], goal["times"], {}, goal["previous"]))
        rows.append(_figure("share", goal["name"], goal["share"], interval, None))
    for measure in raw["measures"]:
        for each in measure["reading"]["metrics"][0]["comparisons"]:
            lift: Raw = each["anytime"].get("absolute", {})
            of = " ".join(filter(None, (measure["node"], each["treatment"], measure["goal"])))
            rows.append(_figure("lift", of, lift.get("value"), lift, None))
    return Frame.of(rows, ("figure", "of", "value", "low", "high", "previous"))


def _figure(figure: str, of: str, value: float | None, interval: Raw, previous: float | None) -> dict[str, Any]:
    low, high = interval.get("low"), interval.get("high")
    return {"figure": figure, "of": of, "value": value, "low": low, "high": high, "previous": previous}


def _messages(raw: Raw) -> Frame:
    rows: Rows = []
    for group in raw["groups"]:
        for outcome, messages in group["outcomes"].items():
            rate: Raw = group["rates"].get(outcome, {})
            interval: Raw = rate.get("interval") or {}
            rows.append(
                {
                    "group": group["name"],
                    "outcome": outcome,
                    "messages": messages,
                    "of_sent": rate.get("share"),
                    "low": interval.get("low"),
                    "high": interval.get("high"),
                }
            )
    return Frame.of(rows, ("group", "outcome", "messages", "of_sent", "low", "high"))


def _inside(sort: str) -> Callable[[Raw], Frame]:
    return lambda tile: _TABLES[sort](tile[sort])


def _name(group: Raw | None) -> str | None:
    """What to call a group: everybody has none."""
    if group is None:
        return None
    return "(others)" if group["rest"] else "(none)" if group["value"] is None else str(group["value"])


_TABLES: dict[str, Callable[[Raw], Frame]] = {
    "funnel": _funnel,
    "trend": _trend,
    "retention": _retention,
    "paths": _listed("links", ("step", "source", "target", "paths")),
    "friction": _listed("drop_offs", ("event", "lost", "sessions", "share")),
    "rfm": _listed("standings", ("standing", "people", "orders", "value")),
    "lifecycle": _listed("units", ("start", "new", "returning", "resurrected", "dormant")),
    "journey": _journey,
    "messages": _messages,
    "dashboard": _dashboard,
}

_TILES: dict[str, Callable[[Raw], Frame]] = {
    "metric": _metric,
    **{sort: _inside(sort) for sort in PATHS},
}
"""The main rows of a tile, by what it is."""

_LONG: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "metric": ((), ("value",)),
    "funnel": (("group", "place", "step"), ("share",)),
    "paths": (("step", "source", "target"), ("paths",)),
    "retention": (("cohort", "later"), ("share",)),
    "trend": (("start", "series", "group"), ("value",)),
    "friction": (("event",), ("share",)),
    "rfm": (("standing",), ("people", "value")),
    "lifecycle": (("start",), ("new", "returning", "resurrected", "dormant")),
    "journey": (("figure", "of"), ("value",)),
    "messages": (("group", "outcome"), ("messages",)),
}
"""Of each kind of tile: which columns say what a figure is of, and which are figures."""
