"""The peer of `attribution`: the Markov model of ChannelAttribution, by the interpreter that has it.

Reads rows of path, conversions and others as JSON; the last line that it prints holds processor seconds and the credit
of each channel. It knows nothing of Clew, whose packages are not in that environment.
"""

import json
import sys
import time

import pandas as pd
from ChannelAttribution import markov_model


def main() -> dict[str, object]:
    """Fit and tell."""
    table = pd.DataFrame(json.load(sys.stdin), columns=["path", "won", "lost"])
    begun = time.process_time()
    found = markov_model(table, "path", "won", var_null="lost", verbose=False, flg_pro=False)
    seconds = time.process_time() - begun
    credit = dict(zip(found["channel_name"], found["total_conversions"].astype(float), strict=True))
    return {"seconds": seconds, "credit": credit}


if __name__ == "__main__":
    sys.stdout.write("\n" + json.dumps(main()) + "\n")
