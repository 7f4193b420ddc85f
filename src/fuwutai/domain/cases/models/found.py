"""By which words cases are found."""

from django.db import models

from fuwutai.kernel.token_field import TokensField


class CaseWords(models.Model):
    """What one case is found by: the tokens of its masked words, and where it belongs. Made anew at any time.

    No foreign key: the index follows the cases and may lag behind them.
    """

    case_id = models.BigIntegerField(primary_key=True)
    tokens = TokensField()
