"""Signatures: texts that are given out and taken back unchanged."""

import secrets
from functools import cached_property
from hashlib import pbkdf2_hmac, sha256

from itsdangerous import BadSignature, Signer, TimestampSigner

# A visitor sees signatures, and could try tokens against one at home: each try takes as
# long as this many rounds, some 40 ms.
_ROUNDS = 100_000


class Signatures:
    """Signs with a key that is made of the owner's token.

    With another token, no signature holds any more. Without one, none that is made in
    another process does. A ``purpose`` keeps what is signed for one from being taken
    for another.
    """

    def __init__(self, token: str | None) -> None:
        self._token = token.encode() if token else secrets.token_bytes()

    @cached_property
    def _key(self) -> bytes:
        return pbkdf2_hmac("sha256", self._token, b"page-tracker", _ROUNDS)

    def sign(self, purpose: str, text: str) -> str:
        """Return a text with the time and a signature, fit for a cookie or a form."""
        return self._timed(purpose).sign(text).decode()

    def unsign(self, purpose: str, signed: str, life: int) -> str | None:
        """Return the text of :meth:`sign` if it is at most ``life`` seconds old."""
        try:
            return self._timed(purpose).unsign(signed, max_age=life).decode()
        except (BadSignature, UnicodeError):  # it may be anything
            return None

    def mark(self, purpose: str, text: str) -> str:
        """Return the signature of a text alone; it holds for ever."""
        return self._plain(purpose).get_signature(text).decode()

    def is_mark(self, purpose: str, text: str, mark: str) -> bool:
        """Tell whether a text has come with the signature of :meth:`mark`."""
        sent = mark.encode(errors="replace")
        return self._plain(purpose).verify_signature(text, sent)

    def _timed(self, purpose: str) -> TimestampSigner:
        return TimestampSigner(
            self._key, purpose, key_derivation="hmac", digest_method=sha256
        )

    def _plain(self, purpose: str) -> Signer:
        return Signer(self._key, purpose, key_derivation="hmac", digest_method=sha256)
