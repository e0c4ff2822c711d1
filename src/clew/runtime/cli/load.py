"""`clew import`: a file's rows through a mapping into the workspace."""

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from clew.access import require_source
from clew.adapters.files import open_rows
from clew.catalog import Document
from clew.events import Event
from clew.events.imports import ImportProgress
from clew.events.ports import Reject
from clew.kernel.instants import format_instant
from clew.runtime.auditing import note
from clew.runtime.beside import engine_beside
from clew.runtime.cli.output import DataOption, JsonOption, counting, print_json, print_table, say, stderr, warn
from clew.runtime.clock import SystemClock
from clew.runtime.collecting import Spellings
from clew.runtime.importing import first_rows, import_file
from clew.runtime.inline import catch_up
from clew.runtime.mappers import mapper_of, read_mapping, try_rows
from clew.runtime.workspace import Workspace, open_workspace

_LONG = 4 * 1024 * 1024
"""Bytes of a file from which on it pays to start an engine beside it."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import")(import_command)


def import_command(  # noqa: PLR0913  (a command's options)
    file: Annotated[Path, typer.Argument(help="CSV or JSON Lines, also .gz or .zst; or Parquet.", exists=True)],
    mapping: Annotated[Path, typer.Option("--mapping", help="YAML file with the mapping document.", exists=True)],
    data: DataOption,
    *,
    source: Annotated[str | None, typer.Option(help="Id of the source; the mapping's id unless given.")] = None,
    encoding: Annotated[str, typer.Option(help="Of a text file.")] = "utf-8",
    delimiter: Annotated[str | None, typer.Option(help="Of a CSV file; a comma unless given.")] = None,
    first: Annotated[int, typer.Option("--dry-run", help="Map so many rows, show them, change nothing.", min=0)] = 0,
    starts: Annotated[
        bool, typer.Option("--start-journeys", help="Whom the file names may enter journeys, as if it happened now.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Import a file; running it again goes on where it stopped, and repeats nothing.

    Rows that can't become events wait in quarantine with their reason: `clew quarantine list`. The file tells of the
    past, which starts no journey, unless `--start-journeys` says otherwise: its source is made so, unless it is there.
    """
    document = read_mapping(mapping)
    require_source(source or document.id)
    mapper = mapper_of(document)
    options = {"encoding": encoding, **({"delimiter": delimiter} if delimiter else {})}
    if first:
        _show_dry_run(try_rows(mapper, first_rows(file, first=first, options=options)), as_json=as_json)
        return
    with open_workspace(data, SystemClock()) as workspace, _bar(hidden=as_json) as bar:
        # A file that can't be read makes no source.
        open_rows(file, encoding=encoding, delimiter=delimiter)
        made = _make_source(workspace, document, source or document.id, starts=starts)
        mapper = mapper_of(document, Spellings(workspace.store))
        task = bar.add_task("importing", total=1.0, rows=0)

        def show(progress: ImportProgress, share: float) -> None:
            bar.update(task, completed=share, rows=progress.rows)

        with engine_beside(workspace, report=warn) if file.stat().st_size >= _LONG else nullcontext():
            report = import_file(workspace, file, mapper, source or document.id, options=options, listener=show)
            note(workspace, "importFile", "source", source or document.id, counting(report.progress.rows, "row"))
            bar.update(task, completed=1.0, rows=report.progress.rows)
            folding = bar.add_task("unifying", total=None, rows=0)
            catch_up(workspace, report.progress.last_seq, lambda turn: bar.update(folding, rows=turn.offset.seq))
    done = report.progress
    if as_json:
        print_json(
            {**{k: getattr(done, k) for k in ("rows", "events", "rejects", "done")}, "resumed": report.resumed}
            | {"passed_over": mapper.skipped, "repeated": mapper.repeated}
        )
        return
    counted = f"{counting(done.rows, 'row')}: {counting(done.events, 'event')}, {done.rejects:,} in quarantine"
    if done.rows and report.resumed == done.rows:
        say(f"{counted}; all of it was imported before, and nothing was repeated")
        return
    say(f"{counted}, {mapper.skipped:,} passed over by `when`, {counting(mapper.repeated, 'repetition')} left out")
    if report.resumed:
        say(f"the first {counting(report.resumed, 'row')} had been read before")
    if made:
        times = "happens now, and may start journeys" if starts else "happened before, and starts no journey"
        say(f"the source {source or document.id} is new: it tells what {times}")


def _make_source(workspace: Workspace, mapping: Document, source: str, *, starts: bool) -> bool:
    """Publish the source of a file unless it is there; whether it was made.

    Raises:
        OtherTimes: if it is there and says something else of time.
    """
    # What publishing needs takes long to load; a dry run, and whoever asks for help, need not wait for it.
    from clew.api.imports.sources import Spelling, source_of  # noqa: PLC0415  (as said)
    from clew.api.planning import plan_documents  # noqa: PLC0415
    from clew.api.publishing import head_of  # noqa: PLC0415
    from clew.runtime.cli.documents import put_in_force  # noqa: PLC0415
    from clew.runtime.services.assembly import services_of  # noqa: PLC0415

    services = services_of(workspace)
    named = head_of(services, "mapping", mapping.id)
    made = source_of(
        services,
        source,
        name=mapping.name,
        mapping=named and mapping.id,
        historical=not starts,
        spelling=Spelling("`--start-journeys`", "no `--start-journeys`"),
    )
    put_in_force(workspace, services, plan_documents(services, made))
    return bool(made)


def _bar(*, hidden: bool) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rows]:,}"),
        TimeRemainingColumn(),
        console=stderr(),
        transient=True,
        disable=hidden or not stderr().is_terminal,
    )


def _show_dry_run(found: Sequence[tuple[int, Event | Reject]], *, as_json: bool) -> None:
    rows: list[dict[str, object]] = []
    for number, item in found:
        if isinstance(item, Event):
            when = format_instant(item.ts) if item.ts is not None else "now"
            who = ", ".join(f"{i.namespace}:{i.value}" for i in item.identities)
            rows.append({"row": number, "event": item.type, "id": item.id, "when": when, "who": who, "fault": ""})
            rows[-1]["properties"] = item.properties
        else:
            rows.append({"row": number, "fault": item.message, "where": item.pointer, "reason": item.reason})
    if as_json:
        print_json(rows)
        return
    columns = ("row", "event", "when", "who", "properties", "fault")
    print_table(columns, ([row.get(c, "") for c in columns] for row in rows), empty="The file has no rows.")
