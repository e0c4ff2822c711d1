"""All services of a workspace together, as the API is built over them."""

from typing import TYPE_CHECKING

from clew.api.ports import Services
from clew.runtime.kinds import KINDS
from clew.runtime.links import links_of, public_address
from clew.runtime.services.attributing import Attributions
from clew.runtime.services.audiences import Audiences
from clew.runtime.services.backtest import BackTests
from clew.runtime.services.consents import Consents
from clew.runtime.services.documents import Documents
from clew.runtime.services.downloads import Downloads
from clew.runtime.services.entries import Entries
from clew.runtime.services.exports import Exports
from clew.runtime.services.expressions import Expressions
from clew.runtime.services.health import WorkspaceHealth
from clew.runtime.services.imports import Imports
from clew.runtime.services.insight import Insights
from clew.runtime.services.journeys import Journeys
from clew.runtime.services.journeys_testing import Going
from clew.runtime.services.ledgers import Ledgers
from clew.runtime.services.live import Live
from clew.runtime.services.mapping import Mappings
from clew.runtime.services.messages import Messages
from clew.runtime.services.modelling import ModelsDesk
from clew.runtime.services.offers import Offers
from clew.runtime.services.overview import Overviews
from clew.runtime.services.partings import Partings
from clew.runtime.services.personal import Personal
from clew.runtime.services.preview import Previews
from clew.runtime.services.previewing import PreviewDesk
from clew.runtime.services.profiles import Profiles
from clew.runtime.services.quarantine import Desk
from clew.runtime.services.returns import Returns
from clew.runtime.services.schemas import Schemas
from clew.runtime.services.segments import Segments
from clew.runtime.services.simulating import SimulationDesk
from clew.runtime.services.simulation import Simulations
from clew.runtime.services.stencils import Stencils
from clew.runtime.services.suppressions import SuppressionBook
from clew.runtime.services.trend import Trends
from clew.runtime.services.why import Whys
from clew.runtime.services.work import Work
from clew.runtime.workspace import Workspace

if TYPE_CHECKING:
    from clew.api.hosted.ports import HostedDesk


def services_of(workspace: Workspace, address: str = "") -> Services:
    """Everything that the API is built over, for one workspace.

    Args:
        workspace: Whose.
        address: Under which people reach it, for the links of messages; what the environment names if left out.
    """
    documents = Documents(workspace.store, workspace.log, workspace.clock)
    consents = Consents(workspace, documents)

    def hosted() -> "HostedDesk":
        # Templates and ciphers take long to load; see `api.late`.
        from clew.runtime.services.hosted import Hosted  # noqa: PLC0415

        links = links_of(workspace.secret, public_address(address) or "http://127.0.0.1")
        assert links is not None  # noqa: S101 - an address is given
        return Hosted(workspace, documents, consents, links)

    profiles = Profiles(workspace.store, workspace.history, documents, workspace.clock)
    quarantine = Desk(workspace)
    health = WorkspaceHealth(workspace.log, workspace.store)
    journeys, offers = Journeys(workspace, documents), Offers(workspace, documents)
    downloads = Downloads(workspace.folder / "exports")
    entries = Entries(workspace.store, workspace.history, documents)
    models, imports, messages = ModelsDesk(workspace, documents), Imports(workspace), Messages(workspace)
    simulations = SimulationDesk(Simulations(workspace, documents))
    return Services(
        clock=workspace.clock,
        secret=workspace.secret,
        access=workspace.access,
        accounts=workspace.accounts,
        trail=workspace.trail,
        profiles=profiles,
        partings=Partings(workspace.store, workspace.log, documents, entries),
        personal=Personal(workspace),
        segments=Segments(workspace.store, documents, entries),
        audiences=Audiences(workspace, documents),
        backtests=BackTests(workspace.store, workspace.history, documents, workspace.clock, downloads),
        insight=Insights(workspace, documents),
        attributions=Attributions(workspace, documents, journeys),
        models=models,
        previews=PreviewDesk(Previews(workspace, documents)),
        exports=Exports(workspace.store, documents, entries, downloads),
        expressions=Expressions(documents),
        schemas=Schemas(documents),
        trends=Trends(workspace, documents),
        why=Whys(workspace.store, workspace.history, documents, workspace.clock),
        journeys=journeys,
        simulations=simulations,
        documents=documents,
        publisher=documents,
        kinds=KINDS,
        quarantine=quarantine,
        imports=imports,
        mappings=Mappings(workspace),
        live=Live(workspace.store, documents),
        work=Work(
            {
                "documents": documents.mark,
                "health": health.mark,
                "imports": lambda: imports.mark,
                "models": lambda: models.mark,
                "simulations": lambda: simulations.mark,
                "tests": Going(workspace.store).mark,
                "quarantine": lambda: quarantine.mark,
                "messages": messages.mark,
            }
        ),
        overview=Overviews(workspace, documents, profiles, quarantine, health),
        messages=messages,
        consents=Ledgers(workspace, documents, consents),
        suppressions=SuppressionBook(workspace, documents),
        returns=Returns(workspace),
        stencils=Stencils(workspace, documents, consents, offers),
        offers=offers,
        hosted=hosted,
        health=health,
    )
