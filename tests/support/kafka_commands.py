"""Kafka's own commands that the pages show, from its jars."""

import subprocess
from pathlib import Path

from streams.local.jars import KAFKA_VERSION, cache_directory, fetch_jars, find_java

CLASSES = {
    "kafka-acls.sh": "org.apache.kafka.tools.AclCommand",
    "kafka-configs.sh": "kafka.admin.ConfigCommand",
    "kafka-console-producer.sh": "org.apache.kafka.tools.ConsoleProducer",
}
_QUIET = "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"
_TOOLS = f"org.apache.kafka:kafka-tools:{KAFKA_VERSION}"


def make_kafka_commands(folder: Path) -> None:
    """Put commands into the folder that do what the scripts of Kafka's archive do."""
    tools = cache_directory().with_name(f"kafka-tools-{KAFKA_VERSION}")
    if not list(tools.glob("*.jar")):
        subprocess.run(
            ["mvn", "-q", "-B", "dependency:copy", f"-Dartifact={_TOOLS}",
             f"-DoutputDirectory={tools}"],
            cwd=folder, check=True, capture_output=True, timeout=300,
        )  # fmt: skip
    path = f"{tools}/*:{fetch_jars()}/*"
    for name, java_class in CLASSES.items():
        script = folder / name
        java = f"{find_java()} {_QUIET} -cp '{path}'"
        script.write_text(f'#!/bin/sh\nexec {java} {java_class} "$@"\n')
        script.chmod(0o755)
