#!/usr/bin/env python3
"""How estimators of a process pair spread, on the same recorded pairs.

    estimators.py DUMP...

Each file is what `pairs ... dump=FILE` wrote. A row an estimator: what it
reads (median over the pairs), its robust standard deviation, and the 90 %
quantile of |pair - median|; in percent. All are antisymmetric in the sides.
"""
import math
import os
import sys
from collections import defaultdict
from statistics import mean, median


def quantile(values, p):
    values = sorted(values)
    at = (len(values) - 1) * p
    low = int(at)
    high = min(low + 1, len(values) - 1)
    return values[low] + (at - low) * (values[high] - values[low])


def robust_sd(values):
    middle = median(values)
    return 1.4826 * median(abs(value - middle) for value in values)


def middle_half(values):
    cut = len(values) // 4
    return sorted(values)[cut:len(values) - cut]


def walsh(values):
    return median((values[i] + values[j]) / 2
                  for i in range(len(values)) for j in range(i, len(values)))


def without_order(setups):
    """Log ratios by set-up, with half of what the order changes taken out."""
    orders = defaultdict(list)
    for rows in setups.values():
        for base, head, second in rows:
            orders[second].append(head - base)
    if len(orders) < 2:
        half = 0
    else:
        half = (median(orders[1]) - median(orders[0])) / 2
    return {setup: [head - base - (half if second else -half)
                    for base, head, second in rows]
            for setup, rows in setups.items()}


def sides(setups, summary):
    """Median over set-ups of the ratio of the sides' own summaries."""
    return median(summary([head for _, head, _ in rows]) -
                  summary([base for base, _, _ in rows])
                  for rows in setups.values())


def estimates(setups):
    corrected = without_order(setups)
    every = [x for xs in corrected.values() for x in xs]
    medians = [median(xs) for xs in corrected.values()]
    rows = [row for rows in setups.values() for row in rows]
    plain = [head - base for base, head, _ in rows]
    by_order = [[head - base for base, head, second in rows if second == order]
                for order in (0, 1)]
    return {
        "median of set-ups' medians": median(medians),
        "median of all, order left in": median(plain),
        "mean of both orders' medians":
            sum(median(xs) for xs in by_order if xs) /
            sum(1 for xs in by_order if xs),
        "Walsh of set-ups' medians": walsh(medians),
        "median of all": median(every),
        "mean of the middle half": mean(middle_half(every)),
        "set-ups' least, median": sides(setups, min),
        "set-ups' lower quartile, median":
            sides(setups, lambda x: quantile(x, 0.25)),
        "lower quartile of all": quantile([r[1] for r in rows], 0.25) -
            quantile([r[0] for r in rows], 0.25),
        "least of all": min(r[1] for r in rows) - min(r[0] for r in rows),
    }


def main():
    for path in sys.argv[1:]:
        pairs = defaultdict(lambda: defaultdict(list))
        with open(path, encoding="ascii") as file:
            for line in file:
                pair, setup, second, base, head, bad = map(int, line.split())
                if not bad:
                    pairs[pair][setup].append(
                        (math.log(base), math.log(head), second))
        found = defaultdict(list)
        for setups in pairs.values():
            for name, value in estimates(setups).items():
                found[name].append(100 * value)
        print(f"{os.path.basename(path)}: {len(pairs)} pairs")
        for name, values in found.items():
            middle = median(values)
            far = quantile([abs(value - middle) for value in values], 0.9)
            print(f"  {name:34} reads {middle:+6.2f}  sd {robust_sd(values):5.2f}"
                  f"  90 % within {far:5.2f}")


main()
