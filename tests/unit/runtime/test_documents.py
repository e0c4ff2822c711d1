"""What one reads after one has published."""

from pathlib import Path

import pytest

from clew.api.planning import plan_documents
from clew.api.publishing import authored_of
from clew.catalog import publish
from clew.events import Event, Identity
from clew.events.ports import Arrival
from clew.expressions import Expr, parse
from clew.kernel.packing import pack
from clew.runtime.clock import SystemClock
from clew.runtime.services.assembly import services_of
from clew.runtime.services.documents import Documents
from clew.runtime.workspace import open_workspace


def test_what_somebody_reads_meanwhile_does_not_hide_what_is_published(tmp_path: Path) -> None:
    with open_workspace(tmp_path, SystemClock()) as workspace:
        services = services_of(workspace)
        engine = workspace.engine()
        said = {"kind": "segment", "id": "late", "name": "Late", "expression": "did page"}
        planned = plan_documents(services, [authored_of(said)])
        services.publisher.publish(publish(planned), by="ada")
        # Another request, before the engine has it.
        assert services.documents.documents("segment") == []
        engine.drain()
        assert [found.document.id for found in services.documents.documents("segment")] == ["late"]


def test_what_is_still_being_built_may_be_mentioned(tmp_path: Path) -> None:
    with open_workspace(tmp_path, SystemClock()) as workspace:
        services = services_of(workspace)
        engine = workspace.engine()
        visit = Event("e1", "page", "page", (Identity("email", "ada@example.com"),))
        workspace.log.append([Arrival("shop", pack([visit]))])
        engine.drain()
        said = {"kind": "trait", "id": "orders", "name": "Orders", "expression": 'count("Order Completed")'}
        services.publisher.publish(publish(plan_documents(services, [authored_of(said)])), by="ada")
        engine.run_once()
        assert [found.state for found in services.documents.documents("trait")] == ["building"]
        assert services.expressions.check("trait(orders) > 3").problems == ()
        named = {"kind": "segment", "id": "many", "name": "Many", "expression": "trait(orders) > 3"}
        assert plan_documents(services, [authored_of(named)]).blocked == ()


def test_what_is_being_built_tells_how_far_it_has_come(tmp_path: Path) -> None:
    with open_workspace(tmp_path, SystemClock()) as workspace:
        services = services_of(workspace)
        engine = workspace.engine()
        visit = Event("e1", "page", "page", (Identity("email", "ada@example.com"),))
        workspace.log.append([Arrival("shop", pack([visit]))])
        engine.drain()
        said = {"kind": "segment", "id": "late", "name": "Late", "expression": "did page"}
        services.publisher.publish(publish(plan_documents(services, [authored_of(said)])), by="ada")
        told: list[float | None] = []
        while not told or told[-1] is not None:
            engine.run_once()
            (found,) = Documents(workspace.store, workspace.log, workspace.clock).documents("segment")
            assert (found.state == "live") is (found.seeded is None)
            told.append(found.seeded)
        parts = [each for each in told if each is not None]
        assert parts == sorted(parts)
        assert any(0 < part < 1 for part in parts)


def test_what_hundreds_of_documents_say_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_workspace(tmp_path, SystemClock()) as workspace:
        services = services_of(workspace)
        said = [
            {"kind": "segment", "id": f"many-{n}", "name": f"Many {n}", "expression": f"trait(orders) > {n}"}
            for n in range(20)
        ]
        trait = {"kind": "trait", "id": "orders", "name": "Orders", "expression": 'count("Order Completed")'}
        planned = plan_documents(services, [authored_of(each) for each in (trait, *said)])
        services.publisher.publish(publish(planned), by="ada")
        workspace.engine().drain()
        read: list[str] = []

        def counted(text: str) -> Expr:
            read.append(text)
            return parse(text)

        monkeypatch.setattr("clew.runtime.services.documents.parse", counted)
        for _ in range(10):
            assert services.expressions.check("trait(orders) > 3").problems == ()
            assert services.documents.uses("trait") == {"orders": 20}
        assert len(read) == 21
