"""Template tags of manuals: `{% load manuals %}`."""

from typing import Any

from django import template
from django.template import Context

from fuwutai.desk.manuals.changes import shown
from fuwutai.desk.standards.views import names_for
from fuwutai.desk.standards.words import Names
from fuwutai.domain.standards.compare import Comparison

register = template.Library()
NO_NAMES = Names({}, {}, "")


@register.simple_tag(takes_context=True)
def changes_shown(context: Context, comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as a page shows it. Cost: 2 statements where there are figures and no `names` stand ready."""
    names = context.get("names")
    if names is None:
        names = names_for(context["request"]) if comparison.rules else NO_NAMES
    return shown(comparison, names)
