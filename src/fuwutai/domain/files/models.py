"""Files as they are kept."""

from django.db import models
from django.db.models import Q


class StoredFile(models.Model):
    """The bytes of one file, kept once however often it is sent. `digest`: a keyed digest of the bytes, for finding it.

    `place`: where the encrypted bytes lie in the storage, "" once they are erased. `preview`: likewise of a picture of
    it or of its first lines; `preview_state`: "" = not tried, "made", "none" = this one has none.
    `key`: the key under which both are encrypted. `look_at`: when to see whether anything refers to it still; bytes
    that nothing refers to are erased then. None = something did at the last look.
    """

    digest = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    content_type = models.CharField(max_length=100)
    place = models.CharField(max_length=120)
    preview = models.CharField(max_length=120, blank=True, default="")
    preview_state = models.CharField(max_length=10, blank=True, default="")
    key = models.CharField(max_length=20, blank=True, default="")
    made_at = models.DateTimeField()
    look_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place"], condition=~Q(place=""), name="stored_file_place"),
            models.UniqueConstraint(fields=["preview"], condition=~Q(preview=""), name="stored_file_preview"),
        ]
        indexes = [
            models.Index(fields=["look_at"], condition=Q(look_at__isnull=False), name="stored_file_look"),
            models.Index(fields=["key", "id"], condition=Q(erased_at=None), name="stored_file_key"),
        ]
