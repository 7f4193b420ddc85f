"""Lists that people keep of cases, and what they do with many at once."""

from django.db import models
from django.db.models import Q

from fuwutai.domain.cases.models.case import Case


class SavedView(models.Model):
    """A list of cases by what is written in the query language; for oneself, for a team, or for all."""

    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500)
    owner = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("accounts.Team", on_delete=models.PROTECT, null=True, related_name="+")
    for_all = models.BooleanField(default=False)
    columns = models.JSONField(default=list)
    order = models.CharField(max_length=40, blank=True, default="")
    position = models.IntegerField(default=0)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    counted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class ViewTally(models.Model):
    """How many cases of one place a view holds, so that anybody's count is a sum over what she may see.

    A place: team, assignee, who answers for it as long as it is not settled, whether it is a complaint, whether it is
    restricted.
    """

    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="tallies")
    team = models.ForeignKey("accounts.Team", on_delete=models.CASCADE, related_name="+")
    assignee = models.ForeignKey("accounts.Staff", on_delete=models.CASCADE, null=True, related_name="+")
    responsible = models.ForeignKey("accounts.Staff", on_delete=models.CASCADE, null=True, related_name="+")
    is_complaint = models.BooleanField()
    restricted = models.BooleanField()
    number = models.IntegerField()


class Macro(models.Model):
    """Several changes under one name, done with one press. `steps`: the codes of actions, each with what it takes."""

    name = models.CharField(max_length=60)
    note = models.CharField(max_length=200, blank=True, default="")
    steps = models.JSONField(default=list)
    owner = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("accounts.Team", on_delete=models.PROTECT, null=True, related_name="+")
    position = models.IntegerField(default=0)
    uses = models.IntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class BulkRun(models.Model):
    """The same done to many cases by one person. `steps`: as of a macro. `token`: with which a program asked for it.

    `state`: waiting, running, done, stopped, undoing, undone.
    """

    staff = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, related_name="+")
    token = models.ForeignKey(
        "accounts.ApiToken", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    steps = models.JSONField(default=list)
    macro = models.ForeignKey(Macro, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    state = models.CharField(max_length=10, default="waiting")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    wanted = models.IntegerField()
    done = models.IntegerField(default=0)
    failed = models.IntegerField(default=0)


class BulkItem(models.Model):
    """One case of a bulk run: what came of it, and what it was `before` and `after` each step, for undoing.

    `state`: waiting, done, failed, undone, or kept where undoing was refused; `problem` says why.
    """

    run = models.ForeignKey(BulkRun, on_delete=models.CASCADE, related_name="items")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10, default="waiting")
    problem = models.CharField(max_length=300, blank=True, default="")
    before = models.JSONField(default=list)
    after = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "case"], name="bulk_item_once")]
        indexes = [models.Index(fields=["run", "id"], condition=Q(state="waiting"), name="bulk_item_waiting")]
