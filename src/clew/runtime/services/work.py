"""What goes on besides events, as numbers that move: screens that show it ask again only then."""

from collections.abc import Mapping

from clew.runtime.services.documents import Documents
from clew.runtime.services.health import WorkspaceHealth
from clew.runtime.services.imports import Imports
from clew.runtime.services.journeys_testing import Going
from clew.runtime.services.messages import Messages
from clew.runtime.services.modelling import ModelsDesk
from clew.runtime.services.quarantine import Desk
from clew.runtime.services.simulating import SimulationDesk


class Work:
    """Fulfils `api.ports.WorkReader`: what this process does itself, and what it reads anyway."""

    def __init__(
        self,
        documents: Documents,
        imports: Imports,
        models: ModelsDesk,
        simulations: SimulationDesk,
        quarantine: Desk,
        tests: Going,
        messages: Messages,
        health: WorkspaceHealth,
    ) -> None:
        self._documents = documents
        self._imports = imports
        self._models = models
        self._simulations = simulations
        self._tests = tests
        self._quarantine = quarantine
        self._messages = messages
        self._health = health

    def marks(self) -> Mapping[str, int]:
        """A number per sort of work."""
        return {
            "documents": self._documents.mark(),
            "health": self._health.mark(),
            "imports": self._imports.mark,
            "models": self._models.mark,
            "simulations": self._simulations.mark,
            "tests": self._tests.mark(),
            "quarantine": self._quarantine.mark,
            "messages": self._messages.mark(),
        }
