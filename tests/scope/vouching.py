"""The systems of the world that vouch for people who sign in."""

from tests.domain.accounts.scenarios_signin import DIRECTORY, PROVIDER, SYSTEM

from fuwutai.domain.accounts.commands import save_directory, save_identity_provider


def vouching() -> dict[str, int]:
    """Return the ids of a provider and of a directory, by the names that addresses give them."""
    return {
        "provider": save_identity_provider(actor=SYSTEM, **PROVIDER).pk,
        "directory": save_directory(actor=SYSTEM, **DIRECTORY).pk,
    }
