"""How improbable a day is, if the days before it went on.

A day's conflict is a sum over articles of different weight: compound Poisson, whose variance is
in proportion to its mean. Divided by that proportion (the dispersion) it is treated as a
Poisson count, as quasi-Poisson regression does (McCullagh and Nelder 1989, ch. 6). The rate
is not known; with Jeffreys' prior, n days of sum S make it Gamma(S + 1/2, n), and the next
day negative binomial: the predictive test of public-health surveillance (Riebler 2004;
`algo.bayes` in Hoehle 2007, "surveillance: An R package for the monitoring of infectious
diseases"). Its tail is a regularised incomplete beta function, which takes sums that are not
whole, and S = 0, as they are.
"""

import math
from collections.abc import Sequence

MOST_TERMS = 500
PRECISION = 1e-14
TINY = 1e-300
PRIOR_EVENTS = 0.5  # Jeffreys' prior of a Poisson rate


def dispersion(days: Sequence[float], mass: float, squares: float, clumping: float) -> float:
    """Return variance to mean: the larger of what the articles and what the days say.

    Args:
        days: Sums of the days of the past.
        mass: Sum over all articles of the past and of the day in question; above 0.
        squares: The same of their squares.
        clumping: Articles that tell of one thing, at least: houses report it each in its own
            words. 1: they come one by one.
    """
    total = math.fsum(days)
    articles = clumping * squares / mass
    if len(days) < 2 or total == 0:
        return articles
    mean = total / len(days)
    variance = math.fsum((day - mean) ** 2 for day in days) / (len(days) - 1)
    return max(articles, variance / mean)


def exceedance(observed: float, total: float, days: int, scale: float) -> float:
    """Return the probability of a day's sum of at least `observed`.

    Args:
        observed: The day's sum, >= 0.
        total: Sum of the days before.
        days: How many those are, >= 1.
        scale: The dispersion, > 0.
    """
    if observed <= 0:
        return 1.0
    return beta_share(1 / (days + 1), observed / scale, total / scale + PRIOR_EVENTS)


def beta_share(x: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b), 0 <= x <= 1, a, b > 0.

    By its continued fraction (DLMF 8.17.22) after Lentz's method.
    """
    if x <= 0 or x >= 1:
        return min(max(x, 0.0), 1.0)
    if x > (a + 1) / (a + b + 2):  # where the fraction converges slowly
        return 1 - beta_share(1 - x, b, a)
    logarithm = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    front = math.exp(logarithm + a * math.log(x) + b * math.log1p(-x)) / a
    return min(1.0, front * _fraction(x, a, b))


def _fraction(x: float, a: float, b: float) -> float:
    c = 1.0
    d = 1 / _not_zero(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, MOST_TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / _not_zero(1 + term * d)
            c = _not_zero(1 + term / c)
            value *= c * d
        if abs(c * d - 1) < PRECISION:
            break
    return value


def _not_zero(value: float) -> float:
    return value if abs(value) > TINY else TINY
