import pytest
from tests import given

from fuwutai.kernel import chain
from fuwutai.kernel.jobs import job_named, registered_crons

pytestmark = pytest.mark.django_db


def test_what_was_written_is_sealed_by_the_next_run():
    given.centre()
    job_named("kernel.seal").handler({})
    result = chain.verify()
    assert (result.unsealed, result.first_broken) == (0, None)
    assert result.sealed > 0


def test_the_kernel_repeats_what_it_must():
    assert {"kernel.seal", "kernel.forget_idempotency_keys"} <= registered_crons().keys()
