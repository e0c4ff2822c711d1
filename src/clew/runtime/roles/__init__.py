"""The processes of a workspace: collector (the front door), engine, keeper, sender and web; the nursery forks them."""
