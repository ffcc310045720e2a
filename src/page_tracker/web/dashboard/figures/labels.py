"""Words: what the names that the store keeps are called on a page."""

LISTS = {
    "pages": "Pages",
    "entry_pages": "Entry pages",
    "referrers": "Referrers",
    "campaigns": "Campaigns",
    "countries": "Countries",
    "languages": "Languages",
    "browsers": "Browsers",
    "systems": "Operating systems",
    "devices": "Devices",
    "events": "Events",
}
"""The titles of the lists, in the order of the page."""

ONE_AND_MORE = {
    "pages": ("page", "pages"),
    "entry_pages": ("entry page", "entry pages"),
    "referrers": ("referrer", "referrers"),
    "campaigns": ("campaign", "campaigns"),
    "countries": ("country", "countries"),
    "languages": ("language", "languages"),
    "browsers": ("browser", "browsers"),
    "systems": ("operating system", "operating systems"),
    "devices": ("kind of device", "kinds of devices"),
    "events": ("event", "events"),
}
"""What one member of a list is called, and several."""

COUNTED = {"entry_pages": "Visitors", "events": "Count"}
"""What a list counts, if not views."""

CODES = {"countries": "region", "languages": "language"}
"""The lists whose members are codes, and of what, as ``Intl.DisplayNames`` says it."""

PERIODS = {
    "today": "Today",
    "yesterday": "Yesterday",
    "week": "This week",
    "last_week": "Last week",
    "7d": "Last 7 days",
    "30d": "Last 30 days",
    "90d": "Last 90 days",
    "month": "This month",
    "last_month": "Last month",
    "year": "This year",
    "12months": "Last 12 months",
    "all": "All time",
}

UNITS = {"hour": "Hourly", "day": "Daily", "month": "Monthly"}

NOISE = {"referrers": "(internal)", "campaigns": "(none)"}
"""What is no news at the head of a list: shares are of what remains."""

OTHER = "(other)"
UNKNOWN = "(unknown)"

_UNKNOWN = {UNKNOWN: "Unknown"}
_OF_DIMENSION = {
    "referrers": {"(direct)": "Direct or unknown", "(internal)": "Internal links"},
    "campaigns": {"(none)": "No campaign"},
    "countries": _UNKNOWN,
    "languages": _UNKNOWN,
    "browsers": _UNKNOWN,
    "systems": _UNKNOWN,
    "devices": _UNKNOWN,
}

_DEVICES = {
    "desktop": "Desktop",
    "mobile": "Phone",
    "tablet": "Tablet",
    "tv": "TV",
}

_REASONS = {
    "bot": "Bots and scripts",
    "prefetch": "Prefetched, never opened",
    "own_visit": "Your own visits",
    "opted_out": "Opted out (Do Not Track)",
    "spam_referrer": "Referrer spam",
    "unknown_site": "Not one of your sites",
    "too_many_sites": "Site limit reached",
    "invalid": "Views that named no page",
    "no_path": "Images that did not know their page",
}


def our_word(dimension: str, name: str) -> str | None:
    """Return our word for a member that stands for no name, None for a name.

    A word belongs to its dimension: a campaign may be called "(direct)".
    """
    if name == OTHER:
        return "Everything else"
    return _OF_DIMENSION.get(dimension, {}).get(name)


def member(dimension: str, name: str) -> str:
    """Return what a page calls a member of a list; most have their own name.

    "tv" is a kind of device, but an event of that name is no television.
    """
    devices = _DEVICES if dimension == "devices" else {}
    return our_word(dimension, name) or devices.get(name, name)


def reason(name: str) -> str:
    """Return what a reason to leave a view out is called."""
    return _REASONS.get(name, name.replace("_", " ").capitalize())
