"""Share links: one site's numbers for who has the link."""

from urllib.parse import urlencode

from page_tracker.endpoints.figures.places import address_of
from page_tracker.endpoints.signatures import Signatures

_PURPOSE = "share"


class Shares:
    """Makes links that are valid until the owner's token is changed."""

    def __init__(self, signatures: Signatures) -> None:
        self._signatures = signatures

    def address(self, site: str) -> str:
        """Return the address that shows a canonical site, from the root."""
        key = urlencode({"key": self._signatures.mark(_PURPOSE, site)})
        return f"{address_of('share', site)}?{key}"

    def opens(self, site: str, key: str) -> bool:
        """Tell whether this key is the one of the site."""
        return self._signatures.is_mark(_PURPOSE, site, key)
