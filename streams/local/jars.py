"""Where the broker's jars are: fetched once from Maven Central, then kept in the cache."""

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

KAFKA_VERSION = "4.1.0"  # the same as in pom.xml, which a test compares
FETCH_SECONDS = 600
_POM = Path(__file__).with_name("pom.xml")
_INSTALL = "install them (Debian: apt-get install openjdk-17-jre-headless maven)"


class LocalKafkaError(RuntimeError):
    """The local broker cannot be had; the message says what to do."""


def find_java() -> str:
    """Return the path of `java`.

    Raises:
        LocalKafkaError: this machine has none.
    """
    home = os.environ.get("JAVA_HOME")
    if home and (Path(home) / "bin" / "java").is_file():
        return str(Path(home) / "bin" / "java")
    java = shutil.which("java")
    if java is None:
        raise LocalKafkaError(f"The local Kafka needs Java and Maven: {_INSTALL}")
    return java


def cache_directory() -> Path:
    """Return the folder of the jars: `$XDG_CACHE_HOME/crisiswire/kafka-<version>`."""
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(home) / "crisiswire" / f"kafka-{KAFKA_VERSION}"


def fetch_jars(directory: Path | None = None) -> Path:
    """Return the folder that holds the broker's jars, fetched now where it is not there.

    A folder that exists is complete: the jars are gathered beside it and the finished
    folder is renamed. Of several processes one fetches and the others wait for it.

    Raises:
        LocalKafkaError: no Maven, or Maven failed.
    """
    jars = directory or cache_directory()
    if jars.is_dir():
        return jars
    maven = shutil.which("mvn")
    if maven is None:
        raise LocalKafkaError(f"The local Kafka needs Java and Maven: {_INSTALL}")
    jars.parent.mkdir(parents=True, exist_ok=True)
    with _only_one(jars.with_name(jars.name + ".lock")):
        if not jars.is_dir():
            with tempfile.TemporaryDirectory(prefix=jars.name, dir=jars.parent) as work:
                gathered = Path(work) / "jars"
                _run_maven(maven, gathered, cwd=Path(work))
                gathered.rename(jars)
    return jars


def _run_maven(maven: str, target: Path, *, cwd: Path) -> None:
    command = [maven, "-q", "-B", "-f", str(_POM), "dependency:copy-dependencies"]
    try:
        done = subprocess.run(
            [*command, f"-DoutputDirectory={target}"],
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=FETCH_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise LocalKafkaError(
            f"Maven did not fetch Apache Kafka within {FETCH_SECONDS} s; is there a network?"
        ) from error
    if done.returncode != 0 or not any(target.glob("kafka_*.jar")):
        last = "\n".join(done.stdout.strip().splitlines()[-8:])
        raise LocalKafkaError(f"Maven could not fetch Apache Kafka {KAFKA_VERSION}:\n{last}")


@contextmanager
def _only_one(path: Path) -> Iterator[None]:
    """Hold an exclusive lock on a file; it ends with the process, whatever ends that."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
