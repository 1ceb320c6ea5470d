"""A real PostgreSQL for the tests: Debian's programs, a data folder and a port of their own."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from streams.local.ports import free_ports
from tests.support.processes import end

PROGRAMS = Path("/usr/lib/postgresql")
USER, PASSWORD = "crisiswire", "not-a-secret"
START_SECONDS = 120


def installed() -> bool:
    """Tell whether Debian's package is there."""
    return _programs() is not None


def _programs() -> Path | None:
    """Return the newest version's folder."""
    found = sorted(PROGRAMS.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


@contextmanager
def run_postgresql() -> Iterator[str]:
    """Run a server on loopback; yield where it is, as libpq takes it. Its data go with the `with`.

    It refuses to run as root: then it runs as the package's own user.
    """
    programs = _programs()
    assert programs is not None
    user = "postgres" if os.getuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="crisiswire-postgresql-"))
    if user is not None:
        owner = pwd.getpwnam(user)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    data, log, secret = folder / "data", folder / "log", folder / "password"
    secret.write_text(PASSWORD)
    secret.chmod(0o644)
    try:
        subprocess.run(
            [
                *(programs / "initdb", "--no-sync", f"--username={USER}", f"--pgdata={data}"),
                *("--auth=scram-sha-256", f"--pwfile={secret}", "--encoding=UTF8", "--locale=C"),
            ],
            check=True,
            capture_output=True,
            user=user,
            cwd=folder,
        )
        (port,) = free_ports(1)
        with log.open("wb") as output:
            process = subprocess.Popen(
                [
                    *(programs / "postgres", "-D", data, "-p", str(port)),
                    *("-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="),
                    *("-c", "fsync=off"),
                ],
                stdout=output,
                stderr=subprocess.STDOUT,
                user=user,
                cwd=folder,
            )
        try:
            _await_ready(programs, port, process, log)
            yield f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{port}/postgres"
        finally:
            end(process, by=signal.SIGINT)  # a fast shutdown: who is connected is let go
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _await_ready(programs: Path, port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        asked = (programs / "pg_isready", "--quiet", "--host=127.0.0.1", f"--port={port}")
        if subprocess.run(asked, check=False).returncode == 0:
            return
        time.sleep(0.1)
    raise AssertionError(f"PostgreSQL did not start: {log.read_text()[-2000:]}")
