"""Words: what the names that the store keeps are called on a page."""

LISTS = {
    "pages": "Pages",
    "entry_pages": "Entry pages",
    "referrers": "Referrers",
    "countries": "Countries",
    "languages": "Languages",
    "campaigns": "Campaigns",
    "browsers": "Browsers",
    "systems": "Systems",
    "devices": "Devices",
    "events": "Events",
}
"""The titles of the lists, in the order of the page."""

COUNTED = {"entry_pages": "Visitors", "events": "Times"}
"""What a list counts, if not views."""

CODES = {"countries": "region", "languages": "language"}
"""The lists whose members are codes, and of what, as ``Intl.DisplayNames`` says it."""

PERIODS = {
    "today": "Today",
    "yesterday": "Yesterday",
    "week": "This week",
    "last_week": "Last week",
    "7d": "7 days",
    "30d": "30 days",
    "90d": "90 days",
    "month": "This month",
    "last_month": "Last month",
    "year": "This year",
    "12months": "12 months",
    "all": "All time",
}

UNITS = {"hour": "Hours", "day": "Days", "month": "Months"}

_MEMBERS = {
    "(direct)": "Direct",
    "(none)": "None",
    "(unknown)": "Unknown",
    "(other)": "All others",
    "(internal)": "This site",
}

_DEVICES = {
    "desktop": "Desktop",
    "mobile": "Phone",
    "tablet": "Tablet",
    "tv": "Television",
}

_REASONS = {
    "bot": "Bots and scripts",
    "prefetch": "Loaded ahead of time",
    "own_visit": "Your own visits",
    "opted_out": "Asked not to be counted",
    "spam_referrer": "Referrer spam",
    "unknown_site": "Unknown sites",
    "too_many_sites": "Too many sites",
    "invalid": "Views that named no page",
    "no_path": "Images that did not know their page",
}


def member(dimension: str, name: str) -> str:
    """Return what a page calls a member of a list; most have their own name.

    "tv" is a kind of device, but an event of that name is no television.
    """
    devices = _DEVICES if dimension == "devices" else {}
    return _MEMBERS.get(name) or devices.get(name, name)


def reason(name: str) -> str:
    """Return what a reason to leave a view out is called."""
    return _REASONS.get(name, name.replace("_", " ").capitalize())
