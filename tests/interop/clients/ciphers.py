"""SM2, SM3 and SM4 by another library than the suite's."""

from __future__ import annotations

import base64

from gmssl import func, sm2, sm3, sm4

CURVE_A = "FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFC"
CURVE_B = "28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93"
BASE_X = "32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7"
BASE_Y = "BC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0"


def _digest(public: str, user: bytes, message: bytes) -> bytes:
    """Return SM3(Z ‖ message), what SM3withSM2 signs (GM/T 0009)."""
    head = (len(user) * 8).to_bytes(2, "big").hex() + user.hex()
    point = public.removeprefix("04") if len(public) == 130 else public
    z = sm3.sm3_hash(list(bytes.fromhex(head + CURVE_A + CURVE_B + BASE_X + BASE_Y + point)))
    return bytes.fromhex(sm3.sm3_hash(list(bytes.fromhex(z) + message)))


def _crypt(private: str, public: str) -> sm2.CryptSM2:
    return sm2.CryptSM2(
        private_key=private, public_key=public[2:] if len(public) == 130 else public
    )


def sign(private: str, public: str, user: bytes, message: bytes) -> str:
    """Return Base64(r ‖ s)."""
    made = _crypt(private, public).sign(_digest(public, user, message), func.random_hex(64))
    return base64.b64encode(bytes.fromhex(made)).decode()


def verified(public: str, user: bytes, message: bytes, signature: str) -> bool:
    """Tell whether Base64(r ‖ s) is a signature of this message."""
    pair = base64.b64decode(signature).hex()
    return bool(_crypt("", public).verify(pair, _digest(public, user, message)))


def encrypted(key: bytes, plain: bytes) -> str:
    """Return Base64(SM4-ECB-PKCS7)."""
    work = sm4.CryptSM4()
    work.set_key(key, sm4.SM4_ENCRYPT)
    return base64.b64encode(work.crypt_ecb(plain)).decode()


def decrypted(key: bytes, carried: str) -> bytes:
    """Return what ``encrypted`` carries."""
    work = sm4.CryptSM4()
    work.set_key(key, sm4.SM4_DECRYPT)
    return bytes(work.crypt_ecb(base64.b64decode(carried)))
