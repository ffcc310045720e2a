"""Devices: what the agent says, and what the window says if the agent does not."""

import pytest

from page_tracker.tracking.agent import device, device_class
from page_tracker.tracking.view import UNKNOWN


@pytest.mark.parametrize(
    ("user_agent", "system", "expected"),
    [
        pytest.param("X11; Linux x86_64", "Linux", "desktop", id="a desktop"),
        pytest.param("Android 14; Mobile", "Android", "mobile", id="a phone"),
        pytest.param("Mobile; Android (34/14)", "Android", "mobile", id="any order"),
        pytest.param(
            "Linux; Android 14; K) AppleWebKit", "Android", "tablet", id="a tablet"
        ),
        pytest.param(
            "Opera/9.80 (Android; Opera Mini/36; U; id) Presto/2.12.423",
            "Android",
            "mobile",
            id="a phone with Opera Mini",
        ),
        pytest.param("Dalvik/2.1.0 (Android 9; X)", "Android", "mobile", id="an app"),
        pytest.param("Linux; Android 9; 43F511T) Gecko", "Android", "tv", id="a model"),
        pytest.param("Android 4.4.2; 4014K) Mobile", "Android", "mobile", id="no 4K"),
        pytest.param("Linux; HbbTV/1.2.1", "Linux", "tv", id="a broadcast"),
        pytest.param("Nokia2323c-2/2.0 MIDP-2.1", UNKNOWN, "mobile", id="an old phone"),
        pytest.param("Android 14; Tablet", "Android", "tablet", id="one that says so"),
        pytest.param("Android 9; Smart TV", "Android", "tv", id="a television"),
        pytest.param("Android 9; AFTMM Build/1", "Android", "tv", id="a stick for one"),
        pytest.param("Windows; Tablet PC 2.0", "Windows", "desktop", id="Tablet PC"),
        pytest.param(
            "Phone; OpenHarmony 5.0", UNKNOWN, "mobile", id="an unknown phone"
        ),
        pytest.param("PlayStation 5", UNKNOWN, UNKNOWN, id="something else"),
    ],
)
def test_the_agent_says_which_device_it_is_on(
    user_agent: str, system: str, expected: str
) -> None:
    """The signs of a class are only worth something in their order."""
    assert device(user_agent, system) == expected


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        pytest.param(None, UNKNOWN, id="no width"),
        pytest.param(0, UNKNOWN, id="a window that is not shown"),
        pytest.param(-1, UNKNOWN, id="nonsense"),
        pytest.param(1, "mobile", id="tiny"),
        pytest.param(575, "mobile", id="the widest mobile"),
        pytest.param(576, "tablet", id="the narrowest tablet"),
        pytest.param(991, "tablet", id="the widest tablet"),
        pytest.param(992, "desktop", id="the narrowest desktop"),
    ],
)
def test_a_width_decides_where_the_agent_does_not_say(
    width: int | None, expected: str
) -> None:
    """Browsers that hide what they are on still lay out a page."""
    assert device_class(UNKNOWN, width) == expected


@pytest.mark.parametrize("said", ["mobile", "tablet", "desktop", "tv"])
@pytest.mark.parametrize("width", [None, 320, 800, 1920])
def test_a_width_never_changes_what_the_agent_says(
    said: str, width: int | None
) -> None:
    """The width of the window never overrides the agent."""
    assert device_class(said, width) == said
