"""The part of the demo that the worker plays after the first page is up."""

from datetime import datetime
from typing import Any

from fuwutai.demo.cast import Cast
from fuwutai.demo.content.beside import beside
from fuwutai.demo.furnish import know_customers
from fuwutai.demo.load import plan, scenario
from fuwutai.demo.play import play
from fuwutai.kernel.jobs import job


@job("demo.play_case")
def play_case(payload: dict[str, Any]) -> None:
    """Play one planned case whole, in one transaction with the removal of its job."""
    language, position = payload["language"], payload["position"]
    planned = plan(language, datetime.fromisoformat(payload["as_of"]))[position]
    play(planned, Cast.of(scenario(language)))


@job("demo.know_customers")
def know(payload: dict[str, Any]) -> None:
    """Note what the centre knows of its customers."""
    know_customers(scenario(payload["language"]), beside(payload["language"]))
