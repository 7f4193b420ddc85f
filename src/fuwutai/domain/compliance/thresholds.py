"""The thresholds of what is unusual, for the page that explains them."""

from collections.abc import Mapping

from fuwutai.domain.compliance import rules

THRESHOLDS: Mapping[str, int] = {
    "reveals": rules.FEWEST_REVEALS,
    "times": rules.TIMES_THE_MEAN,
    "days": rules.MEAN_DAYS,
    "strangers": rules.FEWEST_STRANGERS,
    "rows": rules.LARGE_EXPORT_ROWS,
    "misses": rules.FEWEST_MISSES,
    "failures": rules.FEWEST_FAILURES,
    "idle": rules.FEWEST_IDLE_REVEALS,
}
