"""The kinds of documents that content is authored in."""

from clew.catalog import Kind, Kinds
from clew.content.check import (
    check_brand,
    check_company,
    check_fragment,
    check_template,
    fragment_mentions,
    template_mentions,
)
from clew.content.model import BrandBody, FragmentBody, TemplateBody


def register_content(kinds: Kinds) -> Kinds:
    """These kinds, with templates, fragments and brands."""
    return (
        kinds.register(Kind("template", TemplateBody, checks=(check_template,), references=(template_mentions,)))
        .register(Kind("fragment", FragmentBody, checks=(check_fragment,), references=(fragment_mentions,)))
        .register(Kind("brand", BrandBody, checks=(check_brand,)))
        .accompany(check_company)
    )
