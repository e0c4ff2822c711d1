"""What the API and the command line ask of a workspace: readers and doers over its stores, no HTTP."""
