"""How the documentation is built: Sphinx, Markdown, no request to anywhere, warnings are errors."""

import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
PROJECT = tomllib.loads((HERE.parent / "pyproject.toml").read_text())["project"]

sys.path.insert(0, str(HERE))

project = "Clew"
author = "The Clew authors"
copyright = "The Clew authors, Apache-2.0"
release = version = PROJECT["version"]

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "generate"]
root_doc = "index"
nitpicky = True
nitpick_ignore_regex = [("py:.*", ".*")]  # types of the standard library and of drivers have no page here

myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 4
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True, "show-inheritance": False}
napoleon_use_ivar = True
napoleon_custom_sections = ["Law"]

html_theme = "furo"
html_title = "Clew"
html_show_sphinx = False
html_show_sourcelink = False
html_copy_source = False
