#!/usr/bin/python3
"""Makes vectors.h: numbers from NumPy, SciPy and exact integer counts.

Needs python3-scipy: vectors.py > vectors.h
"""
from fractions import Fraction
from functools import lru_cache
from math import comb
import random

import numpy as np
from scipy import special, stats


@lru_cache(maxsize=None)
def ways(m, n, u):
    """Arrangements of m and n ranks with Mann-Whitney statistic u."""
    if u < 0 or u > m * n:
        return 0
    if m == 0 or n == 0:
        return 1 if u == 0 else 0
    return ways(m - 1, n, u - n) + ways(m, n - 1, u)


def cut(weights, total, level):
    """Largest c with 2 P(X <= c - 1) <= 1 - level, and that P."""
    c, tail = 0, Fraction(0)
    while c < len(weights) // 2:
        more = tail + Fraction(weights[c], total)
        if 2 * more > 1 - Fraction(str(level)):
            break
        c, tail = c + 1, more
    return c, tail


def number(x):
    return "INFINITY" if x == float("inf") else (
        "-INFINITY" if x == float("-inf") else repr(float(x)))


def row(*values):
    print("\t{" + ", ".join(number(v) for v in values) + "},")


def table(declaration, rows):
    print(f"\nstatic const {declaration} = {{")
    for values in rows:
        row(*values)
    print("};")


def array(name, values):
    print(f"\nstatic const double {name}[] = {{")
    for i in range(0, len(values), 4):
        print("\t" + ", ".join(repr(float(v)) for v in values[i:i + 4]) + ",")
    print("};")


def interval(ordered, c, tail):
    low = ordered[c - 1] if c else float("-inf")
    high = ordered[len(ordered) - c] if c else float("inf")
    return [np.median(ordered), low, high, float(1 - 2 * tail)]


def median_rows(x):
    for n in (1, 2, 5, 6, 7, 10, 20, 37, 60):
        for level in (0.5, 0.9, 0.95, 0.99):
            c, tail = cut([comb(n, k) for k in range(n + 1)], 2**n, level)
            yield [n, level] + interval(sorted(x[:n]), c, tail)


def shift_rows(x, y):
    for m, n in ((1, 1), (3, 3), (4, 4), (5, 5), (5, 10), (10, 10), (12, 7),
                 (20, 20)):
        for level in (0.9, 0.95, 0.99, 0.9998):
            weights = [ways(m, n, u) for u in range(m * n + 1)]
            c, tail = cut(weights, comb(m + n, m), level)
            ordered = sorted(b - a for a in x[:m] for b in y[:n])
            yield [m, n, level] + interval(ordered, c, tail)


def rank_sum_rows():
    for m, n, us in ((1, 1, (0, 1)), (3, 5, (0, 4, 7, 15)),
                     (10, 10, (0, 4, 23, 50, 99)),
                     (17, 40, (0, 1, 100, 340, 500)),
                     (60, 60, (0, 100, 900, 1400, 1800))):
        for u in us:
            yield [m, n, u, Fraction(ways(m, n, u), comb(m + n, m))]


def t_rows():
    for df in (1, 2, 3, 7, 8, 20, 59, 1000):
        for p in (1e-6, 8.3e-5, 0.001, 0.025, 0.2, 0.5, 0.8, 0.95, 0.9999):
            yield [p, df, 0 if p == .5 else stats.t.ppf(p, df)]


def main():
    draw = random.Random(20)
    x = [draw.lognormvariate(4, 0.2) for _ in range(60)]
    y = [draw.lognormvariate(4.1, 0.3) for _ in range(60)]
    print("/* Made by vectors.py; do not edit. */")
    print("#ifndef TEST_STATS_VECTORS_H\n#define TEST_STATS_VECTORS_H")
    print("\n#include <math.h>")
    array("sample_x", x)
    array("sample_y", y)
    d = np.array(x) - np.mean(x)
    print("\n/* mean, sd, robust sd, lag-1 autocorrelation of sample_x */")
    array("moments_x", [np.mean(x), np.std(x, ddof=1),
                        stats.median_abs_deviation(x, scale="normal"),
                        np.sum(d[1:] * d[:-1]) / np.sum(d * d)])
    print("\n/* n, p, quantile of the first n of sample_x, sorted */")
    table("double quantile_rows[][3]",
          ([n, p, np.quantile(np.sort(x[:n]), p)]
           for n in (1, 2, 3, 10, 59, 60) for p in (0, .01, .25, .5, .9, 1)))
    print("\n/* n, level, median, low, high, level reached */")
    table("double median_rows[][6]", median_rows(x))
    print("\n/* m, n, level, shift, low, high, level reached */")
    table("double shift_rows[][7]", shift_rows(x, y))
    print("\n/* m, n, u, P(U = u) */")
    table("double rank_sum_rows[][4]", rank_sum_rows())
    print("\n/* z, P(Z <= z) */")
    table("double normal_rows[][2]",
          ([z, stats.norm.cdf(z)] for z in (-8, -3.765, -1.96, -.3, 0, 1, 4)))
    print("\n/* p, df, quantile of t */")
    table("double t_rows[][3]", t_rows())
    print("\n/* x, a, b, I_x(a, b) */")
    table("double beta_rows[][4]",
          ([x, a, b, special.betainc(a, b, x)]
           for x in (1e-5, .1, .5, .7, .999)
           for a, b in ((.5, .5), (1, 3), (5, 2), (30, 70), (3500, .5))))
    print("\n/* k, n, p, P(X <= k) */")
    table("double binomial_rows[][4]",
          ([k, n, p, stats.binom.cdf(k, n, p)]
           for k, n, p in ((0, 6, .5), (3, 10, .5), (10, 10, .3),
                           (2, 10000, 1e-4), (520, 1000, .5))))
    print("\n#endif")


main()
