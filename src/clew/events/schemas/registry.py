"""All schemas of a workspace: resolved by `$id`, offline, compiled once, growing only."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, TypeAlias

import jsonschema_rs

from clew.events.schemas.compose import check_composition
from clew.events.schemas.descriptors import mandatory, read_descriptor
from clew.events.schemas.documents import SchemaVersion
from clew.events.schemas.errors import SchemaInvalid, SchemaNarrowed, SchemaUnknown
from clew.events.schemas.evolve import Comparison
from clew.events.schemas.explain import Explainer, violations
from clew.events.schemas.model import Descriptor, Refusal, SchemaField, Violation
from clew.events.schemas.names import Names
from clew.events.schemas.places import Place, Places
from clew.events.schemas.tree import field_tree
from clew.events.schemas.validate import Validator, plain

Spelling: TypeAlias = Literal["source", "either"]
"""Which names a document is read in, see `names`."""


class SchemaRegistry:
    """An immutable set of schemas, the newest version of each; `publish` gives the next set.

    Since versions only grow, the newest stands for all. Validators are compiled at first use and kept.
    """

    def __init__(self, versions: Iterable[SchemaVersion] = (), descriptors: Iterable[Mapping[str, Any]] = ()) -> None:
        self._versions = {version.id: version for version in versions}
        self._loose = tuple(descriptors)
        said = [*self._loose, *(data for version in self._versions.values() for data in version.descriptors)]
        self._descriptors = tuple(read_descriptor(data) for data in said)
        self._places = Places({name: version.schema for name, version in self._versions.items()})
        self._names = Names(self._places)
        self._validators: dict[str, Validator] = {}
        self._compiled: jsonschema_rs.Registry | None = None

    def __iter__(self) -> Iterator[SchemaVersion]:
        return iter(self._versions.values())

    def __len__(self) -> int:
        return len(self._versions)

    def __contains__(self, schema_id: str) -> bool:
        return schema_id in self._versions

    def get(self, schema_id: str) -> SchemaVersion:
        """The newest version of a schema.

        Raises:
            SchemaUnknown: if there is none.
        """
        version = self._versions.get(schema_id)
        if version is None:
            raise SchemaUnknown(f"no schema {schema_id}", hint="`GET /api/v1/schemas` lists those that there are")
        return version

    def descriptors(self, schema_id: str) -> tuple[Descriptor, ...]:
        """What is said of a schema from beside it."""
        return tuple(said for said in self._descriptors if said.schema == schema_id)

    def validator(self, schema_id: str) -> Validator:
        """The compiled validator; demands what primary identities demand besides.

        Raises:
            SchemaUnknown: if there is no such schema.
            SchemaInvalid: if it, or what it refers to, is no usable JSON Schema.
        """
        validator = self._validators.get(schema_id)
        if validator is None:
            version = self.get(schema_id)
            demands = mandatory(self._places, self._places.root(schema_id), self.descriptors(schema_id))
            schema = {"allOf": [{"$ref": version.id}, demands]} if demands else version.schema
            validator = self._validators[schema_id] = Validator(schema, self.resources)
        return validator

    @property
    def resources(self) -> jsonschema_rs.Registry:
        """All schemas as the validation library resolves them: from here and from nowhere else."""
        if self._compiled is None:
            resources = [(version.id, dict(version.schema)) for version in self]
            try:
                self._compiled = jsonschema_rs.Registry(resources)
            except (ValueError, jsonschema_rs.ReferencingError) as error:
                raise SchemaInvalid(
                    f"a schema can't be resolved: {error}", hint="add what it refers to, or mend the reference"
                ) from None
        return self._compiled

    def check(self, schema_id: str, document: Any, *, names: Spelling = "source") -> tuple[Violation, ...]:
        """What is wrong with a document; nothing if it is valid.

        Args:
            schema_id: `$id` of the schema.
            document: Plain JSON values.
            names: `source` takes the document as it is written, which is the verdict of JSON Schema; `either` first
                reads wire names (`timestamp` as `xdm:timestamp`), which to JSON Schema are unknown fields.
        """
        probe = plain(document if names == "source" else self.to_source(schema_id, document))
        if self.validator(schema_id).accepts(probe):
            return ()
        return violations(self.explainer(schema_id).findings(probe))

    def explainer(self, schema_id: str, *, nulls: bool = False) -> Explainer:
        """What explains the verdict; with `nulls`, one under which null passes in every optional field."""
        return Explainer(self._places, self.root(schema_id), nulls=nulls)

    def to_source(self, schema_id: str, document: Any) -> Any:
        """The document in source names (`xdm:timestamp`), whichever spelling it came in."""
        return self._names.to_source(self._places.root(schema_id), document)

    def to_wire(self, schema_id: str, document: Any) -> Any:
        """The document in wire names (`timestamp`), whichever spelling it came in."""
        return self._names.to_wire(self._places.root(schema_id), document)

    def fields(self, schema_id: str, *, below: str = "") -> tuple[SchemaField, ...]:
        """The schema's fields as a tree, with labels and identities.

        Args:
            schema_id: `$id` of the schema.
            below: Wire path of one field, such as `commerce.order`, whose fields are wanted; all if empty.
        """
        self.get(schema_id)
        steps = tuple(step.rstrip("[]{}") for step in below.split(".") if step)
        return field_tree(self._places, self._places.root(schema_id), self.descriptors(schema_id), below=steps)

    @property
    def places(self) -> Places:
        """Where fields are, for those who compare and compose."""
        return self._places

    def root(self, schema_id: str) -> Place:
        """The place of a whole document, with what primary identities demand.

        Raises:
            SchemaUnknown: if there is no such schema.
        """
        self.get(schema_id)
        place = self._places.root(schema_id)
        demands = mandatory(self._places, place, self.descriptors(schema_id))
        return (*place, *self._places.expand(demands, schema_id)) if demands else place

    def narrowings(self, schema_id: str, newer: "SchemaRegistry") -> list[Refusal]:
        """In what a schema is narrower in a newer set than in this one; nothing if it only grew."""
        if schema_id not in newer:
            return [Refusal("", "the schema was removed")]
        comparison = Comparison(self.places, newer.places)
        return comparison.narrowings(self.root(schema_id), newer.root(schema_id))

    def publish(self, *versions: SchemaVersion) -> "SchemaRegistry":
        """This set with new schemas, or new versions of known ones.

        Raises:
            SchemaNarrowed: if a version is narrower than the known one, or makes a schema composed of it narrower.
            SchemaInvalid: if a version, or what it makes of a schema composed of it, is not usable.
        """
        newer = SchemaRegistry([*self, *versions], self._loose)
        changed = {version.id for version in versions}
        for version in newer:
            if not changed & newer.places.closure(version.id):
                continue
            newer.validator(version.id)
            check_composition(newer.places, version)
            if version.id in self and (refusals := self.narrowings(version.id, newer)):
                raise SchemaNarrowed(version.id, refusals)
        return newer

    def describe(self, *descriptors: Mapping[str, Any]) -> "SchemaRegistry":
        """This set with more descriptors beside it.

        Raises:
            SchemaInvalid: if one is no descriptor.
        """
        return SchemaRegistry(self, (*self._loose, *descriptors))
