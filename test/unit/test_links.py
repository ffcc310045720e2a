"""Links of README and docs: each leads to a file, and to a heading that is there."""

from pathlib import Path

import pytest

from support.documents import PAGES, anchor, anchors_of, blocks_of, links_of
from support.sources import PROJECT


def broken_links(page: Path) -> list[str]:
    """Return the links of a page that lead nowhere in this repository."""
    local = [link for link in links_of(page) if "://" not in link]
    return [link for link in local if not leads_somewhere(page, link)]


def leads_somewhere(page: Path, link: str) -> bool:
    """Return whether a link of a page has a file, and a heading if it names one."""
    name, _, heading = link.partition("#")
    target = (page.parent / name).resolve() if name else page
    if not target.exists() or not target.is_relative_to(PROJECT):
        return False
    return not heading or heading in anchors_of(target)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file_and_a_heading_that_are_there(page: Path) -> None:
    """A page that was moved or a heading that was renamed is found before a reader."""
    assert broken_links(page) == []


def test_every_page_of_the_docs_can_be_reached_from_the_readme() -> None:
    """A page that nothing links to is read by nobody."""
    seen, found = set[Path](), [PROJECT / "README.md"]
    while found:
        page = found.pop()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        names = [link.partition("#")[0] for link in links_of(page) if "://" not in link]
        found += [(page.parent / name).resolve() for name in names if name]

    assert set((PROJECT / "docs").glob("*.md")) <= seen


def test_a_block_that_is_not_run_has_its_reason() -> None:
    """A reader of the page's source learns why no test proves the block."""
    reasons = [block.reason for page in PAGES for block in blocks_of(page)]

    assert reasons.count(None) > 5
    assert all(reason is None or len(reason) > 10 for reason in reasons)


def test_links_and_headings_are_read_as_github_reads_them(tmp_path: Path) -> None:
    """The comparisons above are worth what the reader can see."""
    page = tmp_path / "page.md"
    page.write_text(
        "# A heading, `with` code\n[a](#a-heading-with-code) [b](none.md)\n"
        '<img src="none.png">\n```sh\n# no heading [c](d)\n```\n`[e](f)`\n',
        "utf-8",
    )

    assert links_of(page) == ["#a-heading-with-code", "none.md", "none.png"]
    assert anchors_of(page) == {"a-heading-with-code"}
    assert anchor("What is not counted?") == "what-is-not-counted"
    assert not leads_somewhere(page, "none.md")
