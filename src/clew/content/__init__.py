"""Content: templates, fragments and brands, and the messages that they become for one person.

Law of the folder: pure and bounded. The same template version, fragments and values give the same message, and a
value that is missing is found at save, stands for its default, or holds the message: nobody reads a blank.
"""

from clew.content.analyse import Use
from clew.content.check import NEEDED_PARTS
from clew.content.compile import Compiled, Library, Page, Shelf, compile_template, pages_of
from clew.content.errors import TemplateInvalid, Unrenderable
from clew.content.filters import StandIn
from clew.content.kinds import register_content
from clew.content.letters import letter_of
from clew.content.links import rewrite_links, with_utm
from clew.content.locales import LOCALE_ATTRIBUTES, choose_locale, locale_of
from clew.content.model import Audience, BrandBody, Content, FragmentBody, TemplateBody, Utm
from clew.content.offers import offered
from clew.content.render import render_content, snapshot
from clew.content.text import to_text

__all__ = [
    "LOCALE_ATTRIBUTES",
    "NEEDED_PARTS",
    "Audience",
    "BrandBody",
    "Compiled",
    "Content",
    "FragmentBody",
    "Library",
    "Page",
    "Shelf",
    "StandIn",
    "TemplateBody",
    "TemplateInvalid",
    "Unrenderable",
    "Use",
    "Utm",
    "choose_locale",
    "compile_template",
    "letter_of",
    "locale_of",
    "offered",
    "pages_of",
    "register_content",
    "render_content",
    "rewrite_links",
    "snapshot",
    "to_text",
    "with_utm",
]
