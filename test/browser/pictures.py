"""The pictures of the README: ``python -m browser.pictures FOLDER``.

A service on the made-up site of ``page-tracker demo``, seen with Debian's Chromium.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from math import dist
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import Any, NamedTuple

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from support.service import Service

CHROMIUM = "/usr/bin/chromium"
SITE = "demo.example"

# Of a picture, and how far apart they are at least: nobody tells shades apart that are
# nearer. So few take a third of the room.
COLOURS, APART = 256, 6

# The hour of the day in the pictures: most of today has happened by then.
EVENING = 20

# What other pages show, on the ground of a light or of a dark one.
IMAGES = """<!doctype html><title>Images</title>
<style>
  body {{ margin: 0; font: 16px sans-serif }}
  section {{ display: inline-block; vertical-align: top; padding: 16px }}
  .light {{ background: #fff; color-scheme: light }}
  .dark {{ background: #0d1117; color-scheme: dark }}
  img {{ display: block; margin: 8px }}
</style>
<section class="{scheme}">{images}</section>
"""
ADDRESSES = (
    "badge/{site}.svg?label=views",
    "badge/{site}/blog/what-we-deleted.svg?metric=visitors&style=flat-square",
    "badge/{site}/download.svg?metric=30d&style=for-the-badge&label=this+month",
    "chart/{site}.svg?period=30d",
    "chart/{site}/blog/one-file-no-server.svg?period=30d&size=large",
)


# Among the fonts of Debian, the one most like what the systems of most people have.
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <match target="pattern"><edit name="family" mode="prepend" binding="strong">
    <string>Liberation Sans</string>
  </edit></match>
  <include>/etc/fonts/fonts.conf</include>
</fontconfig>
"""

Colour = tuple[int, int, int]


class Look(NamedTuple):
    """A window with one of its colour schemes; the name is that of its picture."""

    name: str
    scheme: str
    width: int
    height: int
    scale: int = 1


DASHBOARDS = (
    Look("dashboard-light", "light", 1280, 1040),
    Look("dashboard-dark", "dark", 1280, 1040),
    Look("dashboard-phone", "light", 390, 844, scale=2),
)
BADGES = (
    Look("badges-light", "light", 880, 400),
    Look("badges-dark", "dark", 880, 400),
)


def evening() -> str:
    """Return a time zone in which it is evening."""
    ahead = EVENING - time.gmtime().tm_hour
    ahead += 24 if ahead < -12 else -24 if ahead > 14 else 0
    # POSIX counts the other way: where clocks are ahead, the sign is a minus.
    return f"Etc/GMT{-ahead:+}"


@contextmanager
def made_up() -> Iterator[str]:
    """Yield the address of a service that knows the made-up site."""
    with TemporaryDirectory() as name:
        service = Service(Path(name), timezone=evening())
        data = ["--data-dir", f"{name}/data", "--timezone", evening()]
        command = [sys.executable, "-m", "page_tracker", "demo", *data]
        environ = {**os.environ, "REDIS_URL": ""}
        subprocess.run(command, env=environ, stdout=subprocess.DEVNULL, check=True)
        try:
            yield service.start().address
        finally:
            service.stop()


@contextmanager
def window(browser: Browser, look: Look) -> Iterator[Page]:
    """Yield a page in a window of its own."""
    context = browser.new_context(
        viewport={"width": look.width, "height": look.height},
        device_scale_factor=look.scale,
        color_scheme="dark" if look.scheme == "dark" else "light",
        reduced_motion="reduce",
        locale="en-GB",
    )
    try:
        yield context.new_page()
    finally:
        context.close()


def keep(page: Page, path: Path, *, whole: bool = False) -> None:
    """Take a picture of a page, and say how large it is."""
    taken = Image.open(BytesIO(page.screenshot(full_page=whole))).convert("RGB")
    in_few_colours(taken).save(path, optimize=True)
    print(
        f"{path}: {path.stat().st_size / 1000:.0f} kB, {taken.width} x {taken.height}"
    )


def in_few_colours(picture: Image.Image) -> Image.Image:
    """Return a picture whose colours are those that are seen most in it, and distinct.

    They are exactly as they were, which Pillow's own choices are not.
    """
    counted: Any = picture.getcolors(picture.width * picture.height)
    colours = [colour for _, colour in sorted(counted, reverse=True)]
    kept = distinct(colours)
    places = {each: nearest(each, kept) for each in colours}
    red, green, blue = (picture.getchannel(each).tobytes() for each in "RGB")
    pixels = bytes(places[each] for each in zip(red, green, blue, strict=True))
    found = Image.frombytes("P", picture.size, pixels)
    found.putpalette([part for colour in kept for part in colour])
    return found


def distinct(colours: Sequence[Colour]) -> list[Colour]:
    """Return the first colours, without those that look like one before."""
    kept: list[Colour] = []
    for each in colours:
        if all(dist(each, other) >= APART for other in kept):
            kept.append(each)
    return kept[:COLOURS]


def nearest(colour: Colour, kept: Sequence[Colour]) -> int:
    """Return the place of the colour that is most like another."""
    return min(range(len(kept)), key=lambda place: dist(kept[place], colour))


def take_all(browser: Browser, service: str, folder: Path) -> None:
    """Take every picture."""
    for look in DASHBOARDS:
        with window(browser, look) as page:
            page.goto(f"{service}/dashboard/{SITE}", wait_until="networkidle")
            keep(page, folder / f"{look.name}.png")
    urls = (f"{service}/{address.format(site=SITE)}" for address in ADDRESSES)
    images = "".join(f'<img alt="" src="{url}">' for url in urls)
    for look in BADGES:
        with window(browser, look) as page:
            text = IMAGES.format(scheme=look.scheme, images=images)
            page.set_content(text, wait_until="networkidle")
            page.set_viewport_size(size_of(page))
            keep(page, folder / f"{look.name}.png")


def size_of(page: Page) -> ViewportSize:
    """Return the size of what is shown, without the empty rest of the window."""
    box = page.locator("section").bounding_box()
    assert box is not None
    return {"width": round(box["width"]), "height": round(box["height"])}


def main(folder: Path) -> None:
    """Write the pictures to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", suffix=".conf") as fonts:
        fonts.write(FONTS)
        fonts.flush()
        with made_up() as service, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=CHROMIUM,
                args=["--no-sandbox", "--disable-gpu", "--hide-scrollbars"],
                env={**os.environ, "FONTCONFIG_FILE": fonts.name},
            )
            take_all(browser, service, folder)
            browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
