#!/usr/bin/python3
"""Makes swap_vectors.h: label-swap tests by brute force over all swaps.

Exact integers and fractions, from the definitions in harness/stats/swap.h:
swap_vectors.py > swap_vectors.h
"""
from decimal import Decimal, getcontext
from fractions import Fraction
from itertools import product
from math import floor, inf
from statistics import median
import random

GRID = 1024  # values are multiples of 1 / GRID, exact as double


def weights(d, shift, direction):
    clip = 3 * median(abs(x - shift) for x in d)
    if clip == 0:
        return [0] * len(d)
    ratios = (direction * (x - shift) / clip for x in d)
    return [round(max(-1, min(1, r)) * 2**24) for r in ratios]


def sums(w):
    """Statistic by swap; a swap is a tuple of +1 and -1."""
    return {e: sum(a * b for a, b in zip(e, w))
            for e in product((1, -1), repeat=len(w))}


def looks(d, shift, direction, plan, kill=True):
    """Whether each look of PLAN, (pairs, spent), rejects or one before."""
    dead, answers, rejected, before = set(), [], False, 0
    for n, spent in plan:
        dead = {e + more for e in dead
                for more in product((1, -1), repeat=n - before)}
        before = n
        statistic = sums(weights(d[:n], shift, direction))
        budget = floor(Fraction(spent) * 2**n) - len(dead)
        living = sorted((t for e, t in statistic.items() if e not in dead),
                        reverse=True)
        critical = max(living[max(budget, 0)], 0)
        crossing = {e for e, t in statistic.items()
                    if e not in dead and t > critical} if budget > 0 else set()
        rejected = rejected or (1,) * n in crossing
        if kill:
            dead |= crossing
        answers.append(rejected)
    return answers


def spent(level, t):
    getcontext().prec = 40
    e, t = Decimal(1).exp(), Decimal(t)
    return float(Decimal(level) * (1 - t.exp()) / (1 - e))


def end(d, direction, plan):
    """Where the test ceases to reject, to 2^-30 of the range."""
    d = [Fraction(x) for x in d]
    far = 2 * (max(d) - min(d)) + 1
    mine, other = ((min(d) - far, max(d)) if direction > 0
                   else (max(d) + far, min(d)))
    if not looks(d, mine, direction, plan)[-1]:
        return -direction * inf
    for _ in range(18):
        middle = (mine + other) / 2
        if looks(d, middle, direction, plan)[-1]:
            mine = middle
        else:
            other = middle
    return float(mine)


def draw(rng, n, kind):
    if kind == "ties":
        return [Fraction(rng.choice((-2, -1, 0, 1, 1, 2, 3)), 64)
                for _ in range(n)]
    if kind == "heavy":
        x = [rng.gauss(.6, 1) / max(.1, abs(rng.gauss(0, 1))) for _ in range(n)]
    else:
        x = [rng.gauss(.7, 1) for _ in range(n)]
    return [Fraction(round(v * GRID / 16), GRID) for v in x]


def number(x):
    if x in (inf, -inf):
        return "INFINITY" if x > 0 else "-INFINITY"
    return repr(float(x))


def numbers(values):
    return "{" + ", ".join(number(v) for v in values) + "}"


def look_rows(rng):
    plans = [((6, .05), (8, .1), (11, .15), (13, .2)),
             ((5, .03125), (8, .05), (9, .0625), (13, .0625)),
             ((8, .0009765625), (10, .0078125), (12, .015625), (13, .03)),
             ((7, .2), (7, .3), (10, .3), (13, .4))]
    by_dead = 0
    for i in range(72):
        plan = plans[i % 4]
        d = draw(rng, 13, ("normal", "heavy", "ties")[i // 4 % 3])
        direction = rng.choice((1, 1, -1))
        shift = Fraction(rng.choice((0, 8, 16, 40)), GRID)
        if direction < 0:
            d = [-x for x in d]
            shift = -shift
        answers = looks(d, shift, direction, plan)
        by_dead += answers != looks(d, shift, direction, plan, kill=False)
        yield (f"\t{{{numbers(d)},\n\t {number(shift)}, {direction}, "
               f"{{{', '.join(str(n) for n, _ in plan)}}}, "
               f"{numbers(s for _, s in plan)}, "
               f"{{{', '.join(str(a).lower() for a in answers)}}}}},")
    assert by_dead >= 5, "dead swaps make no difference to these rows"


def interval_rows(rng):
    for look, most, level, kind in (
            ((8,), 8, .05, "normal"), ((8,), 8, .01, "normal"),
            ((8,), 8, .001, "normal"), ((8, 11), 20, .1, "heavy"),
            ((8, 11), 11, .05, "heavy"), ((5, 8, 10), 12, .2, "normal"),
            ((8, 10), 10, .05, "ties")):
        d = draw(rng, look[-1], kind)
        plan = [(n, spent(level, n / most)) for n in look]
        ends = end(d, 1, plan), end(d, -1, plan)
        padded = list(look) + [0] * (3 - len(look))
        yield (f"\t{{{numbers(d)},\n\t {{{', '.join(map(str, padded))}}}, "
               f"{len(look)}, {most}, {level}, {number(ends[0])}, "
               f"{number(ends[1])}}},")


def walsh_rows(rng):
    for n in (1, 2, 3, 8, 13):
        d = draw(rng, n, "heavy")
        value = median((d[i] + d[j]) / 2 for i in range(n) for j in range(i + 1))
        yield f"\t{{{n}, {numbers(d)}, {number(value)}}},"


def table(what, declaration, rows):
    print(f"\n/* {what} */\nstatic const {declaration} = {{")
    for text in rows:
        print(text)
    print("};")


def main():
    rng = random.Random(3)
    print("/* Made by swap_vectors.py; do not edit. */")
    print("#ifndef TEST_STATS_SWAP_VECTORS_H\n#define TEST_STATS_SWAP_VECTORS_H")
    print("\n#include <math.h>\n#include <stdbool.h>\n#include <stddef.h>")
    print("\n/* clang-format off */")
    table("what four looks say", "struct {\n\tdouble d[13], shift;\n"
          "\tint direction;\n\tsize_t look[4];\n\tdouble spent[4];\n"
          "\tbool rejects[4];\n} look_rows[]", look_rows(rng))
    table("intervals", "struct {\n\tdouble d[13];\n\tsize_t look[3], count, "
          "max;\n\tdouble level, low, high;\n} interval_rows[]",
          interval_rows(rng))
    table("medians of Walsh averages",
          "struct {\n\tsize_t n;\n\tdouble d[13], value;\n} walsh_rows[]",
          walsh_rows(rng))
    table("level, t, level spent", "double spent_rows[][3]",
          (f"\t{numbers((a, t, spent(a, t)))}," for a in (.05, .0141, 1e-4)
           for t in (0, 8 / 60, .25, .5, .8, 1)))
    print("\n/* clang-format on */\n#endif")


main()
