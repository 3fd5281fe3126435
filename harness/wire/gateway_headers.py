"""Gateways that sign in HTTP headers: Alibaba's CSB and Tencent's tif.

CSB stands in Hunan and Jiangsu, tif in Guangdong and Hebei;
wire.md §3.3 (a) and (b). How tif refuses is not public: its bodies here are this project's choice.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qsl

from .gateway import Gateway, TurnedAway, turned_away
from .http import HttpRequest
from .routing import named_infno

_OLDEST_S: Final = 30 * 60
_UNAUTHORISED: Final = 401
_CSB: Final = ("_api_name", "_api_version", "_api_timestamp", "_api_access_key", "_api_signature")
_TIF: Final = ("x-tif-paasid", "x-tif-timestamp", "x-tif-nonce", "x-tif-signature")


class CsbGateway(Gateway):
    """HMAC-SHA1 over four headers; four refusal bodies that are not envelopes."""

    def admit(self, http: HttpRequest, moments: tuple[datetime, ...]) -> TurnedAway | None:
        """Return one of the four refusals, or ``None``."""
        given = {name: http.headers.get(name, "") for name in _CSB}
        if not all(given.values()):
            return _refused("HEADER_MISSING", "缺少服务网关的请求头!")
        if not _recent(given["_api_timestamp"], 1000, moments):
            return _refused("TIMESTAMP_EXPIRED", "签名时间戳超时!")
        if given["_api_access_key"] != self.credentials["access_key"]:
            return _refused("USER_UNKNOWN", "非法用户!")
        signature = given.pop("_api_signature")
        if not any(_same(signature, self._signature(each)) for each in _signed(given, http)):
            return _refused("SIGNATURE_INVALID", "签名不一致!")
        return None

    def infno(self, http: HttpRequest) -> str | None:
        """Return the transaction that ``_api_name`` names, bare or behind a prefix."""
        return named_infno(http.headers.get("_api_name", ""))

    def headers(self, infno: str, at: datetime, nonce: str) -> dict[str, str]:  # noqa: ARG002 - CSB has no nonce
        """Return the five headers of a request."""
        signed = {
            "_api_name": infno,
            "_api_version": "1.0.0",
            "_api_timestamp": str(int(at.timestamp() * 1000)),
            "_api_access_key": self.credentials["access_key"],
        }
        return signed | {"_api_signature": self._signature(signed)}

    def _signature(self, signed: dict[str, str]) -> str:
        text = "&".join(f"{name}={signed[name]}" for name in sorted(signed))
        secret = self.credentials["secret_key"].encode()
        # The gateway's own algorithm, wire.md §3.3 (a).
        return base64.b64encode(hmac.new(secret, text.encode(), hashlib.sha1).digest()).decode()


class TifGateway(Gateway):
    """SHA-256 over timestamp, secret, nonce and timestamp."""

    def admit(self, http: HttpRequest, moments: tuple[datetime, ...]) -> TurnedAway | None:
        """Return a refusal, or ``None``."""
        paas, stamp, nonce, signature = (http.headers.get(name, "") for name in _TIF)
        if not (paas and stamp and nonce and signature):
            return _refused("HEADER_MISSING", "缺少x-tif请求头")
        if not _recent(stamp, 1, moments):
            return _refused("TIMESTAMP_EXPIRED", "x-tif-timestamp超时")
        if paas != self.credentials["paas_id"]:
            return _refused("USER_UNKNOWN", "x-tif-paasid未注册")
        if not _same(signature.lower(), self._signature(stamp, nonce)):
            return _refused("SIGNATURE_INVALID", "x-tif-signature验证失败")
        return None

    def headers(self, infno: str, at: datetime, nonce: str) -> dict[str, str]:  # noqa: ARG002 - tif does not sign the transaction
        """Return the four headers of a request."""
        stamp = str(int(at.timestamp()))
        signature = self._signature(stamp, nonce)
        return dict(zip(_TIF, (self.credentials["paas_id"], stamp, nonce, signature), strict=True))

    def _signature(self, stamp: str, nonce: str) -> str:
        text = f"{stamp}{self.credentials['secret']}{nonce}{stamp}"
        return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _signed(given: dict[str, str], http: HttpRequest) -> Iterator[dict[str, str]]:
    """Yield what a client may have signed: the four headers; with a nonce; with the query.

    The bus's own libraries sign ``_api_nonce`` where they send one, and the query's parameters.
    """
    yield given
    nonce = http.headers.get("_api_nonce")
    whole = given | ({"_api_nonce": nonce} if nonce else {})
    yield whole
    yield dict(parse_qsl(http.query, keep_blank_values=True)) | whole


def _recent(stamp: str, per_second: int, moments: tuple[datetime, ...]) -> bool:
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 15):
        return False
    sent = int(stamp) / per_second
    return any(each.timestamp() - sent <= _OLDEST_S for each in moments)


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), right.encode())


def _refused(code: str, message: str) -> TurnedAway:
    body: dict[str, Any] = {"code": _UNAUTHORISED, "message": message}
    return turned_away(code, _UNAUTHORISED, body)
