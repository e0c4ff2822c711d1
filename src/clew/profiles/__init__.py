"""Profiles: what is known of a person, folded from their records: attributes, consents, traits, segments.

Law of the folder: folding the records in any order gives the same state; a rebuild from the history equals it.
"""

from clew.profiles.conditions import condition_key, expression_of
from clew.profiles.definitions import CHANGING, Definition, Segment, Trait, check_definition
from clew.profiles.lists import LIST_CHANGED, is_list, list_event, list_expression
from clew.profiles.model import STATE_VERSION, ProfileHead, ProfileState, pack_state, unpack_head, unpack_state
from clew.profiles.program import Program, compile_program
from clew.profiles.registers import merge_registers, write_record
from clew.profiles.view import View, view_of
from clew.profiles.zones import ZONE_ATTRIBUTES, valid_zone, zone_of

__all__ = [
    "CHANGING",
    "LIST_CHANGED",
    "STATE_VERSION",
    "ZONE_ATTRIBUTES",
    "Definition",
    "ProfileHead",
    "ProfileState",
    "Program",
    "Segment",
    "Trait",
    "View",
    "check_definition",
    "compile_program",
    "condition_key",
    "expression_of",
    "is_list",
    "list_event",
    "list_expression",
    "merge_registers",
    "pack_state",
    "unpack_head",
    "unpack_state",
    "valid_zone",
    "view_of",
    "write_record",
    "zone_of",
]
