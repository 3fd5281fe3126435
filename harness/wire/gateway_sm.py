"""Gateways with the commercial ciphers: Jilin's and Hubei's.

Jilin has a token, SM2 and SM4, Hubei signs the sorted header with SM2;
wire.md §3.3 (c) and (d). Tokens do not expire: a client caches one by its own clock, which need not
be the platform's.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qs, urlencode

from . import codec, signing
from .codec import Undecodable
from .gateway import Gateway, TurnedAway, turned_away
from .http import HttpRequest
from .routing import token_address

_USER: Final = b"1234567812345678"
"""The SM2 user id where a province names none (GM/T 0009)."""

_LIFETIME_S: Final = 600
_FORM: Final = {"content-type": "application/x-www-form-urlencoded"}


class SmGateway(Gateway):
    """What both share: keys, Base64, a signature in ``cainfo``."""

    def user(self) -> bytes:
        """Return the SM2 user id that both sides sign with."""
        return _USER

    def opened(self, carried: str) -> str:
        """Return the JSON text in an SM4 cipher text.

        Raises:
            Undecodable: if it is not one of this sandbox's key, or holds no UTF-8.

        """
        key = self.credentials["client_id"].encode()
        try:
            plain = signing.sm4_decrypt(key, base64.b64decode(carried, validate=True))
        except (binascii.Error, signing.BadCipher, ValueError):
            raise Undecodable(
                "CIPHER_INVALID", "不是本应用密钥的SM4密文", "Base64(SM4-ECB-PKCS7(key=clientId))"
            ) from None
        return codec.utf8(plain)

    def closed(self, content: bytes) -> str:
        """Return the SM4 cipher text of a JSON text in Base64."""
        key = self.credentials["client_id"].encode()
        return base64.b64encode(signing.sm4_encrypt(key, content)).decode()

    def _signed(self, side: str, message: bytes) -> dict[str, str]:
        private = bytes.fromhex(self.credentials[f"{side}_private"])
        signature = signing.sign(private, self.user(), message)
        return {"cainfo": base64.b64encode(signature).decode(), "signtype": "SM2"}

    def _check(self, side: str, messages: tuple[bytes, ...], envelope: dict[str, Any]) -> None:
        """Return quietly if ``cainfo`` signs one of the texts that a client may have meant.

        Which user id a client signs with is as much its library's choice as the signature's form.
        """
        public = bytes.fromhex(self.credentials[f"{side}_public"])
        given = signing.read_signature(str(envelope.get("cainfo") or ""))
        for message in dict.fromkeys(messages):
            for user in dict.fromkeys((self.user(), _USER)):
                if signing.verify(public, user, message, given):
                    return
        raise Undecodable("SIGNATURE_INVALID", "cainfo签名验证失败", "SM3withSM2, Base64(r‖s)")


class OauthSmGateway(SmGateway):
    """A bearer token; input and output in SM4, their plain text signed."""

    def user(self) -> bytes:
        """Return the client id."""
        return self.credentials["client_id"].encode()

    def admit(self, http: HttpRequest, moments: tuple[datetime, ...]) -> TurnedAway | None:  # noqa: ARG002 - tokens do not expire
        """Return a refusal unless the token is one of ours."""
        kind, _, token = http.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not token:
            return _refused("TOKEN_MISSING", 401, "unauthorized", "缺少Bearer令牌")
        if not _same(token.strip(), self._token()):
            return _refused("TOKEN_INVALID", 401, "invalid_token", "令牌无效")
        return None

    def token(self, http: HttpRequest, at: datetime) -> TurnedAway:  # noqa: ARG002 - tokens do not expire
        """Return a token for the right client and user."""
        known = self.credentials
        basic = base64.b64encode(f"{known['client_id']}:{known['client_secret']}".encode()).decode()
        kind, _, given = http.headers.get("authorization", "").partition(" ")
        if kind.lower() != "basic" or not _same(given.strip(), basic):
            return _refused("CLIENT_UNKNOWN", 401, "invalid_client", "客户端标识或密钥错误")
        form = {name: values[0] for name, values in _form(http).items()}
        if form.get("grant_type") != "password":
            return _refused("GRANT_UNSUPPORTED", 400, "unsupported_grant_type", "仅支持password")
        if any(form.get(name) != known[name] for name in ("username", "password")):
            return _refused("USER_UNKNOWN", 400, "invalid_grant", "用户名或密码错误")
        granted = {"access_token": self._token(), "token_type": "bearer", "expires_in": _LIFETIME_S}
        return turned_away(None, 200, granted | {"scope": form.get("scope", "all")})

    def token_request(self) -> HttpRequest:
        """Return the request for a token."""
        known = self.credentials
        pair = f"{known['client_id']}:{known['client_secret']}".encode()
        form = {"username": known["username"], "password": known["password"], "scope": "all"}
        return HttpRequest(
            path=token_address(),
            headers=_FORM | {"authorization": f"Basic {base64.b64encode(pair).decode()}"},
            body=urlencode(form | {"grant_type": "password"}).encode(),
        )

    def open_input(self, envelope: dict[str, Any]) -> str | None:
        """Decrypt input and check the signature over its plain text."""
        if not isinstance(envelope.get("input"), str):
            raise Undecodable("CIPHER_INVALID", "input应为SM4密文", "enc_type SM4")
        text = super().open_input(envelope)
        self._check("hospital", ((text or "").encode(),), envelope)
        return text

    def close_output(self, sent: dict[str, Any], output: bytes | None) -> dict[str, Any]:
        """Encrypt output and sign its plain text."""
        signed = self._signed("platform", output or b"") | {"enc_type": "SM4"}
        return super().close_output(sent, output) | signed

    def close_input(self, envelope: dict[str, Any], content: bytes) -> dict[str, Any]:
        """Encrypt input and sign its plain text."""
        signed = self._signed("hospital", content) | {"enc_type": "SM4"}
        return super().close_input(envelope, content) | signed

    def open_output(self, envelope: dict[str, Any]) -> Any:
        """Decrypt output and check the signature over its plain text."""
        carried = envelope.get("output")
        text = self.opened(carried) if isinstance(carried, str) else ""
        self._check("platform", (text.encode(),), envelope)
        return super().open_output(envelope)

    def _token(self) -> str:
        secret = self.credentials["client_secret"].encode()
        return hmac.new(secret, self.credentials["client_id"].encode(), hashlib.sha256).hexdigest()


class SortedSm2Gateway(SmGateway):
    """A signature over the sorted header; input as JSON text, in SM4 where ``enc_type`` says so."""

    def open_input(self, envelope: dict[str, Any]) -> str | None:
        """Check the signature over the header, then open input."""
        self._check("hospital", _sign_strings(envelope, "input"), envelope)
        return super().open_input(envelope)

    def close_output(self, sent: dict[str, Any], output: bytes | None) -> dict[str, Any]:
        """Sign the answer's header."""
        return self.sealed(super().close_output(sent, output) | {"signtype": "SM2"})

    def sealed(self, sent: dict[str, Any]) -> dict[str, Any]:
        """Sign the header as it stands."""
        return sent | self._signed("platform", sign_string(sent, "output"))

    def close_input(self, envelope: dict[str, Any], content: bytes) -> dict[str, Any]:
        """Sign the request's header."""
        whole = super().close_input(envelope, content) | {"signtype": "SM2"}
        return whole | self._signed("hospital", sign_string(whole, "input"))

    def open_output(self, envelope: dict[str, Any]) -> Any:
        """Check the signature over the answer's header, then open output."""
        self._check("platform", (sign_string(envelope, "output"),), envelope)
        return super().open_output(envelope)

    def opened(self, carried: str) -> str:
        """Return the JSON text; an SM4 cipher text is told by its first character."""
        return carried if carried.lstrip()[:1] in {"{", "[", ""} else super().opened(carried)

    def closed(self, content: bytes) -> str:
        """Return the JSON text itself."""
        return content.decode()


def sign_string(envelope: dict[str, Any], content: str) -> bytes:
    """Return what Hubei signs: ``k=v`` joined by ``&``, sorted, without ``cainfo`` and content."""
    left_out = {"cainfo", content}
    pairs = ((key, envelope[key]) for key in sorted(envelope) if key not in left_out)
    text = "&".join(f"{key}={'' if value is None else value}" for key, value in pairs)
    return text.encode("utf-8", "replace")


def _sign_strings(envelope: dict[str, Any], content: str) -> tuple[bytes, ...]:
    # Payment interfaces of the same bureaus sign no empty values; some clients do so here too.
    filled = {key: each for key, each in envelope.items() if each not in (None, "")}
    return sign_string(envelope, content), sign_string(filled, content)


def _form(http: HttpRequest) -> dict[str, list[str]]:
    text = http.body.decode("utf-8", "replace") or http.query
    try:
        return parse_qs(text, max_num_fields=20)
    except ValueError:
        return {}


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), right.encode())


def _refused(code: str, status: int, error: str, text: str) -> TurnedAway:
    body = {"error": error, "error_description": text}
    return turned_away(code, status, body)
