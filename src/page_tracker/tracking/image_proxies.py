"""Image proxies: programs that fetch an image because a person looks at it.

Sites that show what strangers have written, and mailers, let a machine of their own
fetch the images in it, so that nobody learns who reads.
"""

import re

# GitHub's, and those of all who run Camo: "github-camo (1a2b3c4d)", "go-camo (2.4.0)",
# "Camo Asset Proxy 2.3.0"; those of Gmail, Yahoo Mail and Slack; and Shields, which
# draws an image of what it fetches: "Shields.io/2003a", "shields (self-hosted)/1.0".
_NAMES = re.compile(
    r"\bcamo\b|GoogleImageProxy|YahooMailProxy|Slack-ImgProxy|^shields\b",
    re.IGNORECASE,
)


def is_image_proxy(user_agent: str) -> bool:
    """Tell whether a user agent is that of a known image proxy."""
    return _NAMES.search(user_agent) is not None
