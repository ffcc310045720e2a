"""The running service keeps what its description promises, and refuses the rest."""

import subprocess
import sys
from pathlib import Path

import pytest

from support.service import Start
from support.valkey import Valkey

HERE = Path(__file__).parent
TOKEN = "contract-contract"

# Requests that an operation is sent at most, in each phase.
EXAMPLES = "40"


@pytest.mark.timeout(600)  # thousands of requests
@pytest.mark.parametrize(
    "header",
    [
        pytest.param(f"Authorization: Bearer {TOKEN}", id="the owner"),
        pytest.param("Accept: */*", id="a stranger"),
    ],
)
def test_no_request_finds_a_difference_to_the_description(
    serve: Start, valkey: Valkey, tmp_path: Path, header: str
) -> None:
    """Whatever is sent, statuses, bodies and headers are those that are described."""
    service = serve(valkey.url, token=TOKEN)
    program = str(Path(sys.executable).with_name("schemathesis"))
    config = f"--config-file={HERE / 'schemathesis.toml'}"
    url = f"{service.address}/api/v1/openapi.json"

    done = subprocess.run(
        [program, config, "run", url, "--max-examples", EXAMPLES, "--header", header],
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "Tested: 13" in done.stdout
    assert not [each for each in service.logs() if each["level"] == "error"]
