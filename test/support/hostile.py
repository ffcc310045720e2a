"""Texts that nobody means well with, for tests of what must hold for any text."""

from hypothesis import strategies as st

# What would run, or end an attribute or a template, if it was not escaped.
MARKUP = """</th><script>alert(1)</script><img src=x onerror=alert(1)>"'&{{7*7}}"""

# Pieces that mean something to someone, so that their chance meetings are tried too.
_PIECES = [
    *"/?#&=+;:@%[]{}<> \\.-_~aZ0",
    *("..", "/../", "//", "%2F", "%2f", "%2e", "%41", "%25", "%3C", "%3D", "%+", "%4"),
    *("%00", "%C3", "%A9", "%C3%A9", "%E2%80%8B", "%ED%A0%80", "%F0%9F%98%80", "%FF"),
    *("\x00", "\t", "\r\n", "\x1f", "\x7f", "\x85", "\xa0", "\xad"),
    *("\u200b", "\u200d", "\u202e", "\u2028", "\ufeff", "\ufffe", "\U000e0041"),
    *("\ud800", "\udc80", "\udcff", "\ud83d\ude00", "\U0001f600", "\ue000", "\u0378"),
    # Composed, decomposed, turned into ASCII, and reordered by normalisation.
    *("\u00e9", "e\u0301", "\u0301", "\u0338", "\u212a", "\u1fef", "\u037e", "\u0958"),
    *("\u0316\u0301" * 15, "\u0301" * 31, "\u1100\u1161", "\u2000", "\ufb2c"),
    *("http://", "HTTPS://", "android-app://", "javascript:", "www.", "m.", "[::1]"),
    *("example.com", "google.com", "com.reddit.frontpage", "127.0.0.1", ":80", ":8080"),
    *("xn--", "xn--bcher-kva", "b\u00fccher", "\u3002", "\u0660", "\u2100", "\uff0f"),
    *("utm_source=", "UTM_medium=", "ref=", "gclid=", "de-AT", "q=", ";q=0.5", ","),
]

hostile_texts = st.lists(
    st.sampled_from(_PIECES) | st.characters(exclude_categories=()), max_size=24
).map("".join)
"""Any text, lone surrogates included, rich in what parsers trip over."""

HUGE = 64 * 1024
"""Characters of a text that is only sent to keep the service busy."""
