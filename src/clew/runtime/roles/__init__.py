"""The processes of a workspace: collector (the front door), engine, and web; `supervise` keeps them alive."""
