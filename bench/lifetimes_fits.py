"""The peer of `clv`: fits the models of `lifetimes`, by the interpreter that has it.

`python lifetimes_fits.py WEEKS` reads repeats, recency and age as JSON and prints processor seconds. It knows nothing
of Clew, whose packages are not in that environment.
"""

import json
import sys
import time
import warnings

import pandas as pd

warnings.simplefilter("ignore")

from lifetimes import BetaGeoFitter, ModifiedBetaGeoFitter, ParetoNBDFitter  # noqa: E402


def main(weeks: float) -> dict[str, float]:
    """Fit and predict with each."""
    repeats, recency, age = (pd.Series(column) for column in json.load(sys.stdin))
    begun = time.process_time()
    for fitter in (ParetoNBDFitter(), BetaGeoFitter(), ModifiedBetaGeoFitter()):
        fitter.fit(repeats, recency, age)
        fitter.conditional_expected_number_of_purchases_up_to_time(weeks, repeats, recency, age)
    return {"seconds": time.process_time() - begun}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(float(sys.argv[1]))) + "\n")
