"""What holds for the whole workspace, as its document says; it is changed as files are, by `plan` and `apply`."""

from fastapi import APIRouter

from clew.api.authoring import add_reading
from clew.api.problems import responses
from clew.api.requests import StrictRoute

router = APIRouter(
    prefix="/api/v1/workspaces", tags=["workspaces"], route_class=StrictRoute, responses=responses(401, 403, 422)
)
add_reading(router, "workspace", "Workspace", "Workspaces")
