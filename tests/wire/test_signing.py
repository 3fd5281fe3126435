"""The ciphers agree with the standards' vectors and with a second implementation."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from gmssl import sm2, sm4

from harness.wire import signing

PRIVATE, PUBLIC = signing.key_pair(bytes(range(32)))
USER = b"1234567812345678"


def second(private: bytes = PRIVATE, public: bytes = PUBLIC) -> sm2.CryptSM2:
    """Return the second implementation with these keys."""
    return sm2.CryptSM2(private_key=private.hex(), public_key=public.hex()[2:])


def test_sm3_has_the_vectors_of_its_standard() -> None:
    """GB/T 32905, both examples."""
    assert signing.sm3(b"abc").hex() == (
        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    )
    assert signing.sm3(b"abcd" * 16).hex() == (
        "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
    )


def test_sm4_has_the_vector_of_its_standard() -> None:
    """GB/T 32907: the first block of key 0123…3210 over itself."""
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    assert signing.sm4_encrypt(key, key)[:16].hex() == "681edf34d206965e86b3e94f536e4246"


@pytest.mark.parametrize("plain", [b"", b"x", b"0123456789abcdef", "转院备案".encode() * 20])
def test_sm4_agrees_with_a_second_implementation(plain: bytes) -> None:
    """What one encrypts the other decrypts."""
    key = b"client-id-16byte"
    other = sm4.CryptSM4()
    other.set_key(key, sm4.SM4_DECRYPT)
    assert other.crypt_ecb(signing.sm4_encrypt(key, plain)) == plain
    assert signing.sm4_decrypt(key, signing.sm4_encrypt(key, plain)) == plain


@pytest.mark.parametrize("cipher", [b"", b"x", b"0" * 16, b"0" * 17])
def test_sm4_says_when_bytes_are_no_cipher_text(cipher: bytes) -> None:
    """A wrong length or padding is one kind of error."""
    with pytest.raises(signing.BadCipher):
        signing.sm4_decrypt(b"client-id-16byte", cipher)


def test_sm2_agrees_with_a_second_implementation() -> None:
    """Each verifies what the other signed, under the default user id."""
    message = b'{"refmedin":{"psn_no":"1"}}'
    ours = signing.sign(PRIVATE, USER, message)
    assert second().verify_with_sm3(ours.hex(), message)
    theirs = bytes.fromhex(second().sign_with_sm3(message))
    assert signing.verify(PUBLIC, USER, message, theirs)


def test_sm2_refuses_what_was_not_signed() -> None:
    """Another message, user, key or signature is not verified."""
    signature = signing.sign(PRIVATE, USER, b"message")
    other = signing.key_pair(b"\x01" * 32)[1]
    assert signing.verify(PUBLIC, USER, b"message", signature)
    assert not signing.verify(PUBLIC, USER, b"another", signature)
    assert not signing.verify(PUBLIC, b"user", b"message", signature)
    assert not signing.verify(other, USER, b"message", signature)
    for wrong in (b"", bytes(64), b"\xff" * 64, signature[:63]):
        assert not signing.verify(PUBLIC, USER, b"message", wrong)


def test_a_signature_can_be_repeated() -> None:
    """The same key and message have the same signature; the next message another one."""
    assert signing.sign(PRIVATE, USER, b"m") == signing.sign(PRIVATE, USER, b"m")
    assert signing.sign(PRIVATE, USER, b"m")[:32] != signing.sign(PRIVATE, USER, b"n")[:32]


def _der(signature: bytes) -> bytes:
    r, s = (int.from_bytes(each, "big") for each in (signature[:32], signature[32:]))
    return encode_dss_signature(r, s)


@pytest.mark.parametrize("form", [bytes, _der])
@pytest.mark.parametrize(
    "spelt",
    [
        lambda given: base64.b64encode(given).decode(),
        lambda given: given.hex(),
        lambda given: given.hex().upper(),
    ],
)
def test_a_signature_is_read_in_every_spelling(
    form: Callable[[bytes], bytes], spelt: Callable[[bytes], str]
) -> None:
    """Base64 or hexadecimal, r‖s or ASN.1."""
    made = signing.sign(PRIVATE, USER, b"m")
    assert signing.read_signature(spelt(form(made))) == made


@pytest.mark.parametrize("text", ["", "null", "AAAA", "0" * 63, "f" * 140, "MAMCAQ==", "\u00e9"])
def test_what_is_no_signature_is_none(text: str) -> None:
    """Nothing that is read of it verifies."""
    assert not signing.verify(PUBLIC, USER, b"m", signing.read_signature(text))


PKCS8 = bytes.fromhex("308187020100301306072a8648ce3d020106082a811ccf5501822d046d306b0201010420")
SEC1 = bytes.fromhex("30770201010420")


@pytest.mark.parametrize(
    "written",
    [
        PRIVATE.hex(),
        f" {PRIVATE.hex().upper()}\n",
        f"00{PRIVATE.hex()}",
        base64.b64encode(PRIVATE).decode(),
        base64.b64encode(PKCS8 + PRIVATE + bytes(70)).decode(),
        base64.b64encode(SEC1 + PRIVATE + bytes(80)).decode(),
        "-----BEGIN PRIVATE KEY-----\n"
        + base64.b64encode(PKCS8 + PRIVATE + bytes(70)).decode()
        + "\n-----END PRIVATE KEY-----\n",
    ],
)
def test_a_private_key_is_read_as_vendors_keep_it(written: str) -> None:
    """Hexadecimal, Base64, PKCS#8, SEC 1, PEM."""
    assert signing.pair_of(written) == (PRIVATE, PUBLIC)


@pytest.mark.parametrize("written", ["", "zz", "00" * 32, "ff" * 32, "ab", "-----BEGIN X-----"])
def test_what_is_no_key_is_refused(written: str) -> None:
    """Also nought, and numbers beyond the curve's order."""
    with pytest.raises(signing.BadCipher):
        signing.pair_of(written)
