"""Runtime: the one place that knows everything: settings, wiring, processes, the command line, the demo."""
