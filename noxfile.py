"""The gates. Developers, the Docker build and CI all come in through these sessions."""

import json
import os
import secrets
import shutil
from collections.abc import Sequence
from pathlib import Path

import nox

nox.options.sessions = ["lint", "tests"]
nox.options.error_on_missing_interpreters = True
# uv is ten times as fast; virtualenv needs nothing but nox.
nox.options.default_venv_backend = "uv|virtualenv"
# Hundreds of tests start interpreters, each of which would compile everything anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
os.environ["UV_COMPILE_BYTECODE"] = "1"

STATIC = (
    "black isort flake8 pylint bandit mypy workflows dockerfiles constraints_current"
)
TESTS = "unit integration coverage e2e contract fuzz simulate quick_faults"
CODE = ["src", "test", "noxfile.py"]
# Environments that several sessions share. Each has a session that installs it.
LINTERS, TESTERS = "linters", "testers"
GROUPS = ["bench", "browser", "build", "contract", "lint", "test"]  # of pyproject.toml
# A process of tests per processor, each with a store of its own.
IN_PARALLEL = ["--numprocesses", "auto", "--dist", "worksteal"]
NOTHING_SELECTED = 5  # pytest's exit code
LAST_FAILED = Path(".pytest_cache/v/cache/lastfailed")
COVERAGE_DATA = {kind: f".coverage-{kind}" for kind in ("unit", "integration")}
# pip reads it; it also reaches the isolated environment of the build.
BUILD_CONSTRAINTS = {"PIP_CONSTRAINT": "constraints.txt"}
SOAK = "test/faults/test_soak.py"
# Agents of today's browsers, and of all kinds with what device-detector says.
AGENT_FIXTURES = ("top-user-agents@2.1.138", "user-agents@2.1.198")
DEVICE_FIXTURES = "device-detector==6.5.1"
LIBRARIES = Path("test/browser/libraries")  # pinned by their contents
PICTURES = Path(".github/pictures")  # those that the README shows
# Each schema, and a pattern of the files that it is for.
SCHEMAS = {
    "github-workflows": ".github/workflows/*.y*ml",
    "dependabot": ".github/dependabot.yml",
}


def install(session: nox.Session, *groups: str) -> None:
    """Install the project, its extras and some dependency groups, as pinned."""
    named = [word for group in groups for word in ("--group", group)]
    session.install("-c", "constraints.txt", *named, "-e", ".[embedded,geo]")


@nox.session(venv_backend="none", requires=STATIC.split())
def lint(_session: nox.Session) -> None:
    """Run all static gates."""


@nox.session(venv_backend="none", requires=TESTS.split())
def tests(_session: nox.Session) -> None:
    """Run all kinds of tests; `-- -k NAME`, `-- -x`, `-- --lf` or `-- PATH` fewer."""


@nox.session
def linters(session: nox.Session) -> None:
    """Install the environment of the static gates."""
    install(session, "bench", "browser", "lint", "test")  # mypy reads all imports


@nox.session
def testers(session: nox.Session) -> None:
    """Install the environment of most tests."""
    install(session, "test")


@nox.session(venv_backend="none", requires=[LINTERS])
def black(session: nox.Session) -> None:
    """Check the formatting; `nox -s black -- --fix` mends it."""
    check = [] if "--fix" in session.posargs else ["--check"]
    _run(session, LINTERS, "black", *check, *CODE)


@nox.session(venv_backend="none", requires=[LINTERS])
def isort(session: nox.Session) -> None:
    """Check the order of imports; `nox -s isort -- --fix` mends it."""
    check = [] if "--fix" in session.posargs else ["--check"]
    _run(session, LINTERS, "isort", *check, *CODE)


@nox.session(venv_backend="none", requires=[LINTERS])
def flake8(session: nox.Session) -> None:
    """Check for errors and style."""
    # flake8 reads no pyproject.toml. 88 is black's line length; E203 and W503
    # contradict how black formats slices and operators.
    options = ["--max-line-length=88", "--extend-ignore=E203,W503"]
    _run(session, LINTERS, "flake8", *options, *CODE)


@nox.session(venv_backend="none", requires=[LINTERS])
def pylint(session: nox.Session) -> None:
    """Check for errors, smells and missing docstrings."""
    _run(session, LINTERS, "pylint", "--recursive=y", *CODE)


@nox.session(venv_backend="none", requires=[LINTERS])
def bandit(session: nox.Session) -> None:
    """Check for common security mistakes."""
    options = ["--quiet", "--configfile", "pyproject.toml", "-r"]
    _run(session, LINTERS, "bandit", *options, *CODE)


@nox.session(venv_backend="none", requires=[LINTERS])
def mypy(session: nox.Session) -> None:
    """Check the types, strictly."""
    _run(session, LINTERS, "mypy")


@nox.session(venv_backend="none", requires=[LINTERS])
def workflows(session: nox.Session) -> None:
    """Check the CI workflows for mistakes and for security."""
    _run(session, LINTERS, "zizmor", "--offline", "--pedantic", ".github")
    for schema, pattern in SCHEMAS.items():
        files = sorted(map(str, Path().glob(pattern)))
        options = ["--builtin-schema", f"vendor.{schema}"]
        _run(session, LINTERS, "check-jsonschema", *options, *files)


@nox.session(venv_backend="none", requires=[LINTERS])
def dockerfiles(session: nox.Session) -> None:
    """Check the Dockerfiles."""
    _run(session, LINTERS, "hadolint", "Dockerfile", "Dockerfile.dev")


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


@nox.session(venv_backend="none", requires=[TESTERS])
def unit(session: nox.Session) -> None:
    """Run the tests that need no network."""
    # The benchmark has tests of its own.
    _test_and_measure(session, "unit", "bench")


@nox.session(venv_backend="none", requires=[TESTERS])
def integration(session: nox.Session) -> None:
    """Run the tests with a real store and real processes."""
    # They wait for timers and for each other a third of their time.
    processes = 3 * (os.cpu_count() or 1) // 2
    _test_and_measure(session, "integration", options=["-n", str(processes)])


@nox.session(venv_backend="none", requires=[TESTERS])
def coverage(session: nox.Session) -> None:
    """Fail when unit and integration tests together leave a line or branch out."""
    if session.posargs:
        session.skip("only some of the tests may have run")
    _run(session, TESTERS, "coverage", "combine", "--keep", *COVERAGE_DATA.values())
    _run(session, TESTERS, "coverage", "report")


@nox.session(venv_backend="none", requires=[TESTERS])
def e2e(session: nox.Session) -> None:
    """Run the tests of the whole service, or with --web-url of a deployed one."""
    _test(session, "e2e")


@nox.session
def contract(session: nox.Session) -> None:
    """Send the running service what its description allows, and what it does not."""
    install(session, "contract", "test")
    _test(session, "contract", environment="contract")


@nox.session(venv_backend="none", requires=[TESTERS])
def fuzz(session: nox.Session) -> None:
    """Send garbage to the service's socket; `-- --minutes 3 --seed 7` says how long."""
    _test(session, "fuzz", options=["-s", "--minutes", "0.08"])


@nox.session(venv_backend="none", requires=[TESTERS])
def simulate(session: nox.Session) -> None:
    """Simulate worlds where all goes wrong; `-- --seeds 1000 --seed 7` says which."""
    # Here, as a process of tests shows what it prints only when a test fails.
    seed = str(1 + secrets.randbelow(10**9))
    _test(session, "simulation", options=[*IN_PARALLEL, "--seed", seed])


@nox.session(venv_backend="none", requires=[TESTERS])
def quick_faults(session: nox.Session) -> None:
    """Break things under load: what takes seconds and needs no tool of the system."""
    _test(session, "faults", options=["-m", "not long"])


@nox.session(venv_backend="none", requires=[TESTERS])
def faults(session: nox.Session) -> None:
    """Break everything under load, and compare the answers with what is counted."""
    _require(session, "strace")
    _test(session, "faults", options=[f"--ignore={SOAK}"])


@nox.session(venv_backend="none", requires=[TESTERS])
def soak(session: nox.Session) -> None:
    """Break things at random; `-- --minutes 10` or `-- --mishaps 200 --seed 7`."""
    _run(session, TESTERS, "pytest", "-s", SOAK, *session.posargs)


@nox.session(venv_backend="none", requires=[TESTERS])
def noise(session: nox.Session) -> None:
    """Repeat the sensitive tests on a busy machine; `-- --repeat 5` says how often."""
    options = ["-m", "sensitive", "--busy", "--repeat", "20"]
    _test(session, "unit", "integration", options=options)


@nox.session
def browser(session: nox.Session) -> None:
    """Run the tests in Chromium; `-- --screenshots DIR` says where pictures go."""
    for program in ("chromium", "nginx", "npm"):
        _require(session, program)
    install(session, "browser", "test")
    folder = Path(session.create_tmp())
    for name in ("package.json", "package-lock.json"):
        shutil.copy(LIBRARIES / name, folder)
    npm = ["npm", "ci", "--ignore-scripts", "--no-audit", "--prefix", str(folder)]
    session.run(*npm, external=True)
    options = ["--libraries", str(folder / "node_modules")]
    _test(session, "browser", environment="browser", options=options)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure the service beside others; see test/bench/README.md."""
    install(session, "bench", "test")
    # Not as test.bench: the standard library has a package of that name.
    session.run("python", "-m", "bench", *session.posargs, env={"PYTHONPATH": "test"})


@nox.session(venv_backend="none", requires=[TESTERS])
def flood(session: nox.Session) -> None:
    """Send a million views that name as much as they can; `-- --flood N` fewer."""
    arguments = session.posargs or ["--flood", "1000000"]
    _run(session, TESTERS, "pytest", "-s", "test/integration/test_flood.py", *arguments)


@nox.session(venv_backend="virtualenv")  # uv has no `pip download`
def agents(session: nox.Session) -> None:
    """Hold how agents are judged and named to bars, with fixtures of other projects."""
    _require(session, "npm")
    install(session, "test")
    session.install("-c", "constraints.txt", "pyyaml")
    session.run("pytest", "test/lists")
    folder = session.create_tmp()
    npm = ["npm", "install", "--ignore-scripts", "--no-audit", "--prefix", folder]
    session.run(*npm, *AGENT_FIXTURES, external=True)
    # The fixtures are in the archive of the source only, which need not be built.
    download = ["pip", "download", "--no-deps", "--no-build-isolation", "-d", folder]
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
    install(session, "browser")
    folder = Path(*session.posargs or [session.create_tmp()])
    env = {"PYTHONPATH": "test"}
    session.run("python", "-m", "browser.pictures", str(folder), env=env)
    PICTURES.mkdir(exist_ok=True)
    for name in ("dashboard", "badges"):
        for scheme in ("light", "dark"):
            shutil.copy(folder / f"{name}-{scheme}.png", PICTURES)


@nox.session
def build(session: nox.Session) -> None:
    """Build the sdist into dist/, and the wheel from the sdist."""
    session.install("-c", "constraints.txt", "build")
    session.run("python", "-m", "build", env=BUILD_CONSTRAINTS)


@nox.session(venv_backend="none")  # its only tool is Docker
def image_reproducible(session: nox.Session) -> None:
    """Build the image twice, and compare; `-- --build-arg NAME=VALUE` for others."""
    epoch = session.run("git", "log", "-1", "--format=%ct", silent=True, external=True)
    env = {"SOURCE_DATE_EPOCH": str(epoch).strip()}
    target = Path(session.create_tmp()) / "image"
    first, second = (_digest_of_image(session, target, env) for _ in range(2))
    session.log(f"first build: {first}, second build: {second}")
    if first != second:
        session.error("Two builds of one commit made different images.")


def _digest_of_image(session: nox.Session, target: Path, env: dict[str, str]) -> str:
    """Build the image without a cache into ``target``, whose suffix is added here.

    Return the digest of its manifest, which names every byte but no attestation.
    """
    metadata = target.with_suffix(".json")
    output = f"type=oci,dest={target.with_suffix('.tar')},rewrite-timestamp=true"
    session.run(
        *("docker", "buildx", "build", "--no-cache", "--provenance=false"),
        *("--build-arg", "GATES=", "--output", output),
        *("--metadata-file", str(metadata), *session.posargs, "."),
        env=env,
        external=True,
    )
    return str(json.loads(metadata.read_text("utf-8"))["containerimage.digest"])


def _require(session: nox.Session, program: str) -> None:
    """Fail if a program of the system is missing."""
    # Debian has servers where only administrators look for programs.
    if shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin") is None:
        session.error(f"There is no {program}: run `apt-get install -y {program}`")


def _run(session: nox.Session, environment: str, program: str, *args: str) -> None:
    """Run a program of the environment that a session of this name has made."""
    programs = session.cache_dir.parent / environment / "bin"
    env = {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    codes = [0, NOTHING_SELECTED] if session.posargs else [0]
    command = [str(programs / program), *args]
    session.run(*command, env=env, external=True, success_codes=codes)


def _test(
    session: nox.Session,
    *folders: str,
    environment: str = TESTERS,
    options: Sequence[str] = (),
) -> None:
    """Run the tests of some folders below `test/`, or those that posargs select."""
    arguments = [*options, *_selected(session, [f"test/{name}" for name in folders])]
    _run(session, environment, "pytest", *arguments)


def _test_and_measure(
    session: nox.Session, *folders: str, options: Sequence[str] = ()
) -> None:
    """Run tests in parallel, and note which lines and branches of `src/` they reach."""
    data = ["--data-file", COVERAGE_DATA[folders[0]]]
    selected = _selected(session, [f"test/{name}" for name in folders])
    arguments = [*IN_PARALLEL, *options, *selected]
    _run(session, TESTERS, "coverage", "erase", *data)
    _run(session, TESTERS, "coverage", "run", *data, "-m", "pytest", *arguments)
    _run(session, TESTERS, "coverage", "combine", *data)


def _selected(session: nox.Session, folders: list[str]) -> list[str]:
    """Return pytest's arguments: the session's own, and its paths within the folders.

    Without such a path, all folders. The session is skipped if all paths are of other
    sessions, or with `--lf` if the failures are.
    """
    paths = [each for each in session.posargs if each.startswith("test/")]
    others = [each for each in session.posargs if each not in paths]
    here = [each for each in paths if each.startswith(tuple(folders))]
    if paths and not here:
        session.skip("all paths are of other sessions")
    if {"--lf", "--last-failed"}.intersection(others) and LAST_FAILED.exists():
        failed = json.loads(LAST_FAILED.read_text("utf-8"))
        if failed and not any(each.startswith(tuple(folders)) for each in failed):
            session.skip("all failures are of other sessions")
    return [*others, *(here or folders)]


def _compile(session: nox.Session, target: Path, *options: str) -> None:
    """Resolve for every supported Python and system at once."""
    groups = [word for group in GROUPS for word in ("--group", group)]
    fixed = ["--universal", "--all-extras", "--no-header", "--no-annotate", "--quiet"]
    command = ["uv", "pip", "compile", *fixed, *groups, *options, "pyproject.toml"]
    session.run(*command, "--output-file", str(target))
