# The interpreter that serves. Debian's slim image: glibc, so that binary wheels fit.
# Also `--build-arg PYTHON_IMAGE=pypy:3.11-slim`.
ARG PYTHON_IMAGE=python:3.14-slim-trixie

# The interpreter that runs the gates, always CPython: coverage cannot follow greenlets
# on PyPy. What PYTHON_IMAGE names is tested from outside, by the e2e tests in Compose.
ARG GATES_IMAGE=python:3.14-slim-trixie


# The gates, and the wheel of what passed them.
FROM ${GATES_IMAGE} AS gates

# Tests must not pass only because root may do anything.
RUN useradd --create-home --uid 1000 builder
USER 1000
WORKDIR /home/builder/page-tracker

ENV PATH=/home/builder/venv/bin:$PATH \
    # The release of pip is the base image's affair.
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    # Its cache is on another file system.
    UV_LINK_MODE=copy \
    # As pip and apt do: a company's proxy is known to the base image.
    UV_SYSTEM_CERTS=1

# A cache mount would leave ~/.cache to root.
RUN python -m venv /home/builder/venv && mkdir /home/builder/.cache
COPY --chown=1000 constraints.txt ./
RUN --mount=type=cache,target=/home/builder/.cache/pip,uid=1000 \
    pip install -c constraints.txt 'nox[uv]'

# What the sessions need, installed around an empty project, so that a change of the
# code starts below this layer. The sessions install the project by reference.
COPY --chown=1000 noxfile.py pyproject.toml ./
ARG GATES="black isort flake8 pylint bandit mypy unit integration coverage"
RUN --mount=type=cache,target=/home/builder/.cache/uv,uid=1000 \
    mkdir -p src/page_tracker \
    && touch LICENSE README.md src/page_tracker/__init__.py \
    && nox --install-only -s ${GATES} build

COPY --chown=1000 . .
# Nothing runs with `--build-arg GATES=`, for a commit whose gates have passed elsewhere.
RUN test -z "${GATES}" || nox -R -s ${GATES}
RUN --mount=type=cache,target=/home/builder/.cache/pip,uid=1000 \
    nox -R -s build


# The dependencies as wheels, also of those that have none for this interpreter.
FROM ${PYTHON_IMAGE} AS wheels

# Building a dependency runs its code, which has no business being root.
RUN useradd --create-home --uid 1000 builder
USER 1000
WORKDIR /home/builder/page-tracker

ENV PATH=/home/builder/venv/bin:$PATH \
    PIP_DISABLE_PIP_VERSION_CHECK=1

RUN python -m venv /home/builder/venv && mkdir /home/builder/.cache
COPY --chown=1000 constraints.txt pyproject.toml ./
# PIP_CONSTRAINT also reaches the isolated environments of builds.
RUN --mount=type=cache,target=/home/builder/.cache/pip,uid=1000 \
    mkdir -p src/page_tracker \
    && touch LICENSE README.md src/page_tracker/__init__.py \
    # With what reads a database of countries, for who mounts one.
    && PIP_CONSTRAINT=constraints.txt pip wheel --wheel-dir ../wheels '.[geo]' \
    && rm ../wheels/page_tracker-*.whl \
    && cp constraints.txt ../wheels/ \
    && for wheel in ../wheels/*.whl; do basename "${wheel%%-*}"; done >../wheels/names.txt


FROM ${PYTHON_IMAGE}

# Two builds of a commit make the same image (`nox -s image_reproducible`). Python's usual
# bytecode contains the time of its source, which is the time of the build. It would also
# be stale: the exporter's `rewrite-timestamp` changes the times of the sources, and each
# start of a container would compile them again. "unchecked-hash" bytecode contains no
# time, and Python never compares it with its source. ARG and not ENV: for the build only.
ARG PYTHONDONTWRITEBYTECODE=1
ARG PYTHONHASHSEED=0
# PyPy 8 wrote different bytecode from run to run for up to 133 of 917 files. In version 2
# of the format, which has no references to constants, all files were the same.
ARG COMPILE="\
import compileall, marshal, sys; \
dumps = marshal.dumps; \
pypy = sys.implementation.name == 'pypy'; \
marshal.dumps = (lambda code: dumps(code, 2)) if pypy else dumps; \
sys.argv += ['-q', '--invalidation-mode=unchecked-hash']; \
sys.exit(not compileall.main())"

# Installed by the pip of the stage above, so that the environment gets none of its own.
# No index: only what was built above can get in. By name: for a path, pip would write the
# hash of the wheel into the image. The dependencies have a layer of their own, which stays
# the same from release to release, as every file and folder in it has a fixed date.
RUN --mount=type=bind,from=wheels,source=/home/builder,target=/mnt \
    --mount=type=tmpfs,target=/tmp \
    touch /tmp/start \
    && python -m venv --without-pip /opt/page-tracker \
    && /mnt/venv/bin/python -m pip --python /opt/page-tracker/bin/python install \
        --no-cache-dir --no-compile --no-index --find-links /mnt/wheels \
        -c /mnt/wheels/constraints.txt -r /mnt/wheels/names.txt \
    # Its wheel brings its tests.
    && rm -rf /opt/page-tracker/lib/*/site-packages/greenlet/tests \
    && python -c "${COMPILE}" /opt/page-tracker/lib \
    # The official images have no bytecode of the standard library. Without these 11 MB,
    # each health check would take 1.1 s of a processor instead of 0.3 s.
    && python -c "${COMPILE}" \
        -x "/(ensurepip|idlelib|site-packages|test|tkinter|turtledemo)/" \
        "$(python -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')" \
    && find /opt /usr -cnewer /tmp/start \
        -exec touch --no-dereference --date=1980-01-01T00:00Z {} +
ENV PATH=/opt/page-tracker/bin:$PATH

# The wheel exists only if the gates have passed. It is asked for its version to see
# that it starts on this interpreter.
RUN --mount=type=bind,from=wheels,source=/home/builder/venv,target=/mnt \
    --mount=type=bind,from=gates,source=/home/builder/page-tracker/dist,target=/media \
    --mount=type=tmpfs,target=/tmp \
    /mnt/bin/python -m pip --python /opt/page-tracker/bin/python install \
        --no-cache-dir --no-compile --no-index --find-links /media page-tracker \
    && python -c "${COMPILE}" /opt/page-tracker/lib/*/site-packages/page_tracker \
    && page-tracker --version

# Where the journal is, and a volume if there is one.
ENV PAGE_TRACKER_DATA_DIR=/var/lib/page-tracker
RUN install --directory --owner=10001 --group=10001 --mode=700 /var/lib/page-tracker

# By number, so that Kubernetes can see that it is not root; of no account that exists.
USER 10001:10001

# A container's loopback reaches nobody. What is open is decided where it is published.
ENV PAGE_TRACKER_HOST=0.0.0.0
EXPOSE 8000
STOPSIGNAL SIGTERM

# Often, as who waits for the service waits for this. The command gives up by itself
# after 5 s.
HEALTHCHECK --interval=5s --timeout=6s --start-period=20s --retries=3 \
    CMD ["page-tracker", "healthcheck"]

ENTRYPOINT ["page-tracker"]
CMD ["serve"]

# Last, as they differ at each build and would renew every layer below.
ARG VERSION=unknown
ARG REVISION=unknown
ARG CREATED=unknown
ARG SOURCE=unknown
LABEL org.opencontainers.image.title="page-tracker" \
      org.opencontainers.image.description="Simple web analytics you host yourself" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.source="${SOURCE}" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"
