"""The language core at length: round trips, damage, and speed, as figures.

    python -m tests.benchmarks.roundtrip --records 100000

Random records of every kind (complete ones and such as lack anything) are written in the fixed wording and in the
data's own, read again and compared; captions are damaged ever more and read; captions are worded in Chinese against
the clock. Ends with 1 where a figure misses its mark.
"""

import argparse
import itertools
import random
import time

from engine.clothes.writer import write
from tests.clothes.records import dressed
from tests.clothes.roundtrip import DAMAGES, broken_round_trips, understood_by_damage
from tests.clothes.spoken import to_chinese

CHINESE_PER_SECOND = 5000


def chinese_per_second(captions: int, seed: int) -> float:
    """Captions worded in Chinese in a second of one core."""
    rng = random.Random(seed)
    written = [write(dressed(rng), rng) for _ in range(captions)]
    to_chinese(written[0])
    begun = time.process_time()
    for caption in written:
        to_chinese(caption)
    return captions / (time.process_time() - begun)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=100_000, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    arguments = parser.parse_args()
    begun = time.perf_counter()
    broken = list(broken_round_trips(arguments.records, arguments.seed))
    for record, caption in broken[:5]:
        print(f"lost: {record}\n      {caption}")
    seconds = time.perf_counter() - begun
    print(f"{arguments.records:,} records written twice and read: {len(broken):,} not whole, {seconds:.1f} s")
    shares = understood_by_damage(-(-arguments.records // 10 // len(DAMAGES)), arguments.seed)
    for times, share in zip(DAMAGES, shares, strict=True):
        print(f"{times:>3} damages  {share:.3f} understood")
    falls = all(later < earlier for earlier, later in itertools.pairwise(shares))
    speed = chinese_per_second(max(1, arguments.records // 10), arguments.seed)
    print(f"{speed:,.0f} captions/s in Chinese")
    return 0 if not broken and falls and shares[0] == 1.0 and speed >= CHINESE_PER_SECOND else 1


if __name__ == "__main__":
    raise SystemExit(main())
