"""Kill runs at random moments, go on with them each time, and compare them with runs that nothing has interrupted.

    python -m tests.benchmarks.killing --kills 20
    python -m tests.benchmarks.killing --recipes --kills 200

The second shares the kills out among recipes that hold every kind of state. Ends with an error where any figure of a
run differs.
"""

import argparse
import tempfile
from pathlib import Path

from tests.training.killing import RECIPES, STEPS, compare


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=STEPS, help="of a run")
    parser.add_argument("--recipes", action="store_true", help=f"share the kills out among {', '.join(RECIPES)}")
    arguments = parser.parse_args()
    chosen = list(RECIPES if arguments.recipes else list(RECIPES)[:1])
    for place, name in enumerate(chosen):
        kills = arguments.kills * (place + 1) // len(chosen) - arguments.kills * place // len(chosen)
        with tempfile.TemporaryDirectory() as folder:
            changes = {**RECIPES[name], "steps": arguments.steps}
            done, steps = compare(Path(folder), kills, arguments.seed + place, **changes)
        print(f"{name}: killed {done} times, all {steps} losses and every evaluation equal to the bit", flush=True)


if __name__ == "__main__":
    main()
