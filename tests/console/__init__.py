"""The console in Chromium, against the real API. A package, so that one browser lasts for all of it and no longer."""
