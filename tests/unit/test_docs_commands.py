"""The commands that the pages show exist, with these options; they are typed in tests/ops."""

import importlib.util
import re
from pathlib import Path

import pytest
from typer._click.exceptions import UsageError  # typer's own copy of click
from typer.main import get_command

from streams.cli.app import app
from tests.support.doc_commands import COVERED, OWN_TESTS, not_run
from tests.support.kafka_commands import CLASSES
from tests.support.pages import PAGES, ROOT, blocks, commands_of, lines_of

# What Debian and the shell bring, and what a runbook may ask of the machine.
KNOWN = frozenset(
    """
    cat cd cp curl cut date df do done du echo export find for free grep head if jq kill ls mkdir mv
    nproc ps rm sed sleep sort ss sudo tail tar test then timedatectl timeout uniq wc while
    xargs umask amtool promtool chronyc journalctl openssl keytool systemctl unset
    """.split()  # noqa: SIM905 - a list of so many is read more easily so
)
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
_INLINE = re.compile(r"(?<!`)`(crisiswire [^`]+)`(?!`)")


def parse(words: list[str], *, whole: bool = True) -> None:
    """Parse a command line as typer does; `whole`: what is needed must be there.

    Raises:
        AssertionError: there is no such command or option, or a value that it would not take.
    """
    command, path = get_command(app), ["crisiswire"]
    left = [word for word in words[1:] if word != "..."]
    while hasattr(command, "commands"):
        if not left and not whole:
            return
        assert left, f"{' '.join(path)} is a group"
        name = left.pop(0)
        assert name in command.commands, f"{' '.join(path)} has no {name}"
        command = command.commands[name]
        path.append(name)
    if "--help" in left:
        return
    for place, word in enumerate(left):
        if re.match(r"\d?[<>]", word):
            del left[place:]
            break
    try:
        command.make_context(" ".join(path), left, resilient_parsing=not whole)
    except UsageError as error:
        raise AssertionError(f"{' '.join(words)}: {error}") from None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_shows_to_be_typed_is_there(page: Path) -> None:
    functions = set(re.findall(r"^(\w+)\(\) \{", page.read_text(encoding="utf-8"), re.M))
    for block in blocks(page):
        for words in commands_of(block.script):
            first = words[0]
            if first == "crisiswire":
                parse(words)
            elif first == "make":
                assert words[1] in TARGETS, f"{block}: {words}"
            elif Path(first).name in {"python", "python3"}:
                script = words[1:3]
                found = (
                    importlib.util.find_spec(script[1])
                    if script[0] == "-m"
                    else (ROOT / script[0]).exists()
                )
                assert found, f"{block}: {words}"
            else:
                assert first in KNOWN | functions | CLASSES.keys() or not_run(" ".join(words)), (
                    f"{block}: {words}"
                )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_mentions_is_there(page: Path) -> None:
    for shown in _INLINE.findall(page.read_text(encoding="utf-8")):
        parse(re.split(r"[|,]", shown)[0].split(), whole=False)


@pytest.mark.parametrize(
    "mistake",
    [
        "crisiswire dlq resend",
        "crisiswire lag --jsom",
        "crisiswire tail --limit many",
        "crisiswire dlq show",
    ],
)
def test_a_wrong_command_is_found(mistake: str) -> None:
    with pytest.raises(AssertionError):
        parse(mistake.split())


def test_what_is_run_elsewhere_is_still_shown_and_its_tests_are_there() -> None:
    lines = [line for page in PAGES for block in blocks(page) for line in lines_of(block.script)]
    for page, test in OWN_TESTS.items():
        assert (ROOT / page).is_file()
        assert Path(page).name in (ROOT / test).read_text(encoding="utf-8")
    for pattern, why in COVERED.items():
        assert any(re.search(pattern, line) for line in lines), pattern
        for name in re.findall(r"tests/[\w/]+\.py", why):
            assert (ROOT / name).is_file(), name


def test_a_page_is_read_as_a_reader_types_it(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "Text\n\n    make demo   # the first\n\n"
        "```sh title=\"Terminal 2\"\ncat > a <<'END'\nrm -rf x\nEND\ncrisiswire lag \\\n"
        "  --json | head -1; CRISISWIRE_PROFILE=fast crisiswire worker\n```\n\n"
        "```text\nshown\n```\n\n"
        "    $ crisiswire doctor\n    ok\n\n```json\n{}\n```\n"
    )
    found = blocks(page)
    assert [(block.line, block.terminal, block.shown) for block in found] == [
        (3, "", ""), (5, "Terminal 2", "shown\n"), (17, "", ""),
    ]  # fmt: skip
    assert [list(commands_of(block.script)) for block in found] == [
        [["make", "demo"]],
        [
            ["cat", ">", "a", "<<END"],
            ["crisiswire", "lag", "--json"], ["head", "-1"], ["crisiswire", "worker"],
        ],
        [["crisiswire", "doctor"]],
    ]  # fmt: skip
