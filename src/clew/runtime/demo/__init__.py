"""The demo workspace: a year of real orders, ready segments, and a paced replay to watch."""

from clew.runtime.demo.load import DemoReport, load_demo

__all__ = ["DemoReport", "load_demo"]
