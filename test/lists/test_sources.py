"""The list of sources: what is taken of the public lists, and in which form."""

from pathlib import Path

from lists.sources import HEADER, document, read_matomo, read_snowplow


def write_matomo(folder: Path) -> Path:
    """Write a small checkout of Matomo's lists."""
    (folder / "SearchEngines.yml").write_text(
        "Find%2B:\n"
        "  - urls: [find.example, 'find.{}', '{}.find.example', find.example/cse]\n"
        "  - params: [q]\n"
        "sm.cn: [{urls: [m.sm.cn]}]\n"
    )
    (folder / "Socials.yml").write_text("Twitter: [www.twitter.com]\n")
    (folder / "AIAssistants.yml").write_text("Claude: [claude.ai]\n")
    return folder


def write_snowplow(folder: Path) -> Path:
    """Write a small checkout of Snowplow's list."""
    (folder / "resources").mkdir()
    (folder / "resources" / "referers.yml").write_text(
        "unknown: {Finder: {domains: [maps.find.example]}}\n"
        "search: {Finder: {domains: [find.example, other.example, 'no host']}}\n"
        "email: {Mail.com: {domains: [deref-mail.com]}}\n"
        "paid: {Ads: {domains: [ads.example]}}\n"
    )
    return folder


def test_a_list_has_the_names_of_hosts_and_of_domains(tmp_path: Path) -> None:
    """Later lists count first; names that people use replace those of the lists."""
    for name in ("m", "s"):
        (tmp_path / name).mkdir()
    matomo = read_matomo(write_matomo(tmp_path / "m"))
    snowplow = read_snowplow(write_snowplow(tmp_path / "s"))

    text = document([snowplow, matomo])

    assert text == HEADER + (
        "Ads\t\tads.example\n"
        "Claude\t\tclaude.ai\n"
        "Find+\t*.find.example find.* find.example\t\n"
        "Finder\tother.example\t\n"
        "Shenma\tsm.cn\t\n"
        "X\t\ttwitter.com\n"
        "mail.com\tderef-mail.com\t\n"
    )
