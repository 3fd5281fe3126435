"""Keys are made once, kept private, and read back."""

import stat
from pathlib import Path

import pytest

from harness.errors import DataError, EnvironmentFault, UsageError
from harness.reports.signer import SignerIdentity, SigningKey, load_public_key, new_key


def test_a_new_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    """The private half has mode 0600."""
    new_key(tmp_path / "k")

    assert stat.S_IMODE((tmp_path / "k").stat().st_mode) == 0o600


def test_both_halves_have_one_key_id(tmp_path: Path) -> None:
    """The key id of the private file, the public file and the answer are the same."""
    made = new_key(tmp_path / "k")
    signing = SigningKey.load(tmp_path / "k")

    assert signing.identity == SignerIdentity(key_id=made.keyid)
    assert load_public_key(tmp_path / "k.pub").keyid == made.keyid


@pytest.mark.parametrize("taken", ["k", "k.pub"])
def test_a_key_is_never_overwritten(tmp_path: Path, taken: str) -> None:
    """If either file exists, nothing is written."""
    (tmp_path / taken).write_text("mine")

    with pytest.raises(UsageError, match="never overwritten"):
        new_key(tmp_path / "k")
    assert [path.name for path in tmp_path.iterdir()] == [taken]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    """The message names the file that cannot be written."""
    with pytest.raises(EnvironmentFault, match="nowhere"):
        new_key(tmp_path / "nowhere" / "k")


@pytest.mark.parametrize("content", [b"", b"nonsense", b"-----BEGIN PRIVATE KEY-----\n"])
def test_what_is_no_key_is_refused(tmp_path: Path, content: bytes) -> None:
    """Neither half is read from something else."""
    path = tmp_path / "k"
    path.write_bytes(content)

    with pytest.raises(DataError, match="harness keys new"):
        SigningKey.load(path)
    with pytest.raises(DataError, match="harness keys new"):
        load_public_key(path)


def test_halves_are_not_confused(tmp_path: Path) -> None:
    """A public key does not sign and a private key is not taken for a public one."""
    new_key(tmp_path / "k")

    with pytest.raises(DataError):
        SigningKey.load(tmp_path / "k.pub")
    with pytest.raises(DataError):
        load_public_key(tmp_path / "k")


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    """The message names the file."""
    with pytest.raises(DataError, match=r"k\.pub"):
        load_public_key(tmp_path / "k.pub")


def test_a_throw_away_key_identifies_nobody() -> None:
    """Its identity is empty and each one is another key."""
    one, other = SigningKey.throw_away(), SigningKey.throw_away()

    assert not one.identity.identified
    assert one.signer.public_key.keyid != other.signer.public_key.keyid
