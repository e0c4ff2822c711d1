"""Tables as files: the formats that downloads come in."""

from typing import Annotated, Any, Literal

from fastapi import Query

MEDIA = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "arrow": "application/vnd.apache.arrow.file",
}
"""Format to media type."""

FILE: dict[str, Any] = {"description": "The file.", "content": {kind: {} for kind in MEDIA.values()}}
"""The answer, as the description of the API tells it."""

Namespaces = Annotated[
    list[str] | None, Query(max_length=20, description="Add a column with the name of this sort; may be repeated.")
]
FileFormat = Annotated[Literal["csv", "parquet", "arrow"], Query(alias="format", description="What kind of file.")]
