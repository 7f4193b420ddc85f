"""What imports can prove: how many rows of files were sound enough to be taken in."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.imports.queries import visible_runs
from fuwutai.domain.standards.providers import Base, share

RUNS = Base(code="imports", rows=visible_runs, moment="started_at")

share(
    "import_accepted_rate",
    title=_("Imported rows accepted"),
    formula=_("Rows taken in or known already ÷ all rows read from the files that were imported in these days"),
    base=RUNS,
    part=F("created") + F("already"),
    whole=F("created") + F("already") + F("rejected"),
)
