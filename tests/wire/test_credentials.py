"""Credentials come from the seed and from nothing else."""

from __future__ import annotations

import pytest

from harness.errors import UsageError
from harness.wire import credentials
from harness.wire.dialects import dialect, dialect_names


@pytest.mark.parametrize("name", dialect_names())
def test_the_same_seed_gives_the_same_keys(name: str) -> None:
    """Two sandboxes of one seed are alike, of two seeds are not."""
    spoken = dialect(name)
    made = credentials.make(spoken, 7)
    assert made == credentials.make(spoken, 7)
    assert all(isinstance(each, str) and each for each in made.values())
    if spoken.gateway == "none":
        assert made == {}
    else:
        assert not set(made.values()) & set(credentials.make(spoken, 8).values())


def test_a_hospital_does_not_learn_the_platforms_key() -> None:
    """What is handed out cannot sign answers."""
    made = credentials.make(dialect("oauth-sm"), 7)
    assert "platform_private" in made
    assert "platform_private" not in credentials.public(made)
    assert len(made["client_id"]) == 16


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("csb", {"access_key": "AK", "secret_key": "S+/="}),
        ("tif", {"paas_id": "test_hosp"}),
        ("oauth-sm", {"client_id": "0123456789ABCDEF", "username": "hosp", "password": "p w"}),
        ("sorted-sm2", {"hospital_private": "ab" * 32}),
    ],
)
def test_a_client_keeps_the_keys_it_has(name: str, given: dict[str, str]) -> None:
    """What is chosen takes the place of the seed's, the rest stays."""
    made = credentials.make(dialect(name), 7)
    found = credentials.chosen(dialect(name), made, given)
    assert found.items() >= given.items()
    assert found.keys() == made.keys()
    same = {each for each in made if made[each] == found[each]}
    pairs = {"hospital_public"} if "hospital_private" in given else set()
    assert same == made.keys() - given.keys() - pairs


def test_the_public_key_follows_from_the_private_one() -> None:
    """Two halves that do not belong together cannot be chosen."""
    spoken = dialect("sorted-sm2")
    found = credentials.chosen(
        spoken, credentials.make(spoken, 7), {"hospital_private": "0" * 63 + "1"}
    )
    assert found["hospital_public"].startswith("0432c4ae2c1f198119")


@pytest.mark.parametrize(
    ("name", "given", "says"),
    [
        ("plain", {"secret": "x"}, "It needs none"),
        ("tif", {"access_key": "x"}, "paas_id, secret"),
        ("tif", {"secret": ""}, "printable"),
        ("tif", {"secret": " x"}, "printable"),
        ("oauth-sm", {"client_id": "short"}, "16 bytes"),
        ("oauth-sm", {"hospital_private": "x"}, "hexadecimal"),
        ("oauth-sm", {"hospital_public": "04"}, "hospital_private"),
    ],
)
def test_what_is_no_credential_is_refused(name: str, given: dict[str, str], says: str) -> None:
    """The answer says what there is, or what it should look like."""
    spoken = dialect(name)
    with pytest.raises(UsageError, match=says):
        credentials.chosen(spoken, credentials.make(spoken, 7), given)
