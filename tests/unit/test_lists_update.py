"""Updates of the lists: compared, refused or swapped in whole; followed by what runs."""

import gzip
import json
import os
import threading
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from streams.agents import child
from streams.cli import lists as lists_command
from streams.lists import follow, store
from streams.lists.errors import ListsError
from streams.lists.files import official_files, read_lists
from streams.lists.follow import FollowedLists, load_lists
from streams.lists.snapshot import packed
from streams.lists.store import FILE, POINTER, names_of, pointed_at, publish, roll_back
from streams.lists.update import Update, carry_out, prepare
from streams.resources import Limits
from streams.stages.listed import SnapshotError
from streams.stages.listed.lists import read_snapshot
from tests.support.official_lists import Party, crowd, write_eu, write_un

ILSE = Party(11, "Varnholt", "Ilseke Maren")
SIZE = 40


@pytest.fixture(autouse=True)
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A small snapshot in the shipped one's place; return its version."""
    path = tmp_path / "shipped.json.gz"
    parties = [Party(1, "Ostrebo", "Hakon Jarle"), *crowd(SIZE, first=100)]
    path.write_bytes(packed(read_lists(official_files([write_un(tmp_path / "un.xml", parties)]))))
    monkeypatch.setattr(store, "SHIPPED", path)
    return read_snapshot(path).version


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "lists"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_eu(tmp_path / "eu.xml", [ILSE, *crowd(SIZE)])


def updated(file: Path, folder: Path) -> Update:
    update = prepare([file], folder)
    carry_out(update, folder)
    return update


def test_a_list_is_added_and_the_others_stay(file: Path, folder: Path) -> None:
    (difference,) = updated(file, folder).differences
    assert (difference.before, difference.after, len(difference.added)) == (0, SIZE + 1, SIZE + 1)
    lists = load_lists(folder)
    before = load_lists(None)
    assert (set(before.dates), set(lists.dates)) == ({"UN"}, {"UN", "EU"})
    assert ("ilseke", "maren", "varnholt") in lists.names
    assert before.names.keys() < lists.names.keys()


def test_what_has_changed_is_told(file: Path, folder: Path) -> None:
    updated(file, folder)
    renamed = Party(11, "Varnholt-Ruud", "Ilseke Maren")
    write_eu(file, [renamed, Party(99, "New One", kind="body"), *crowd(SIZE)[:-1]])
    (difference,) = prepare([file], folder).differences
    assert [row["i"] for row in difference.added] == ["EU.99.7"]
    assert [row["i"] for row in difference.removed] == [f"EU.{crowd(SIZE)[-1].number}.7"]
    assert [row["n"] for row in difference.changed] == ["Ilseke Maren Varnholt-Ruud"]


def test_the_version_is_the_contents_and_not_the_way_there(file: Path, tmp_path: Path) -> None:
    versions = set()
    for name in ("one", "two"):
        place = tmp_path / name
        updated(file, place)
        versions.add(load_lists(place).version)
    assert len(versions) == 1
    assert next(iter(versions)).startswith("eu:2026-03-03;un:2026-03-01;sha256:")
    again = prepare([file], tmp_path / "one")
    assert again.nothing


@pytest.mark.parametrize(
    ("parties", "why"),
    [
        ([ILSE, *crowd(SIZE)[: SIZE - 6]], "EU has 35 entries and had 41: 15% fewer"),
        ([ILSE, *crowd(SIZE, first=9000)], "40 of 41 entries of EU would go"),
        ([Party(11, "V", strong=("a",) * 3), *crowd(SIZE)], None),
        ([ILSE, *crowd(SIZE)[: SIZE - 3]], None),
    ],
)
def test_a_list_that_shrinks_is_suspicious(
    file: Path, folder: Path, parties: list[Party], why: str | None
) -> None:
    updated(file, folder)
    write_eu(file, parties)
    suspicions = prepare([file], folder).suspicions
    assert [one.startswith(why) for one in suspicions if why] == ([True] if why else [])
    assert bool(suspicions) == bool(why)


def test_aliases_that_are_lost_are_suspicious(file: Path, folder: Path) -> None:
    many = Party(11, "Varnholt", "Ilse", strong=tuple(f"Name {n} Ilse" for n in range(9)))
    write_eu(file, [many, *crowd(SIZE)])
    updated(file, folder)
    write_eu(file, [ILSE, *crowd(SIZE)])
    (why,) = prepare([file], folder).suspicions
    assert why == "EU has 41 names and had 50: 18% fewer"


def test_one_rolls_back_step_by_step_to_the_shipped_lists(
    file: Path, folder: Path, shipped: str
) -> None:
    versions = [shipped]
    for number in range(3):
        write_eu(file, [ILSE, *crowd(SIZE + number)])
        updated(file, folder)
        versions.append(load_lists(folder).version)
    assert len(set(versions)) == 4
    first, second, third = names_of(folder)
    assert roll_back(folder) == second
    assert load_lists(folder).version == versions[2]
    # What comes now replaces the second, not the third.
    write_eu(file, [ILSE, *crowd(SIZE + 5)])
    updated(file, folder)
    assert [roll_back(folder), roll_back(folder), roll_back(folder)] == [second, first, None]
    assert load_lists(folder).version == shipped
    with pytest.raises(ListsError, match="the shipped one is"):
        roll_back(folder)
    assert third in names_of(folder)


def test_two_updates_at_once_do_not_lose_one(file: Path, folder: Path) -> None:
    one, other = prepare([file], folder), prepare([file], folder)
    carry_out(one, folder)
    with pytest.raises(ListsError, match="came between"):
        carry_out(other, folder)


def test_what_cannot_be_read_back_is_not_put_in_force(folder: Path) -> None:
    with pytest.raises(SnapshotError):
        publish(folder, b"no snapshot", replacing=None)
    assert pointed_at(folder) is None
    assert [path.name for path in folder.iterdir()] == [".lock"]


def test_a_reader_never_sees_half_a_swap(file: Path, folder: Path) -> None:
    """One process swaps to and fro; another, at any moment, reads one whole snapshot."""
    updated(file, folder)
    names = [names_of(folder)[0]]
    write_eu(file, [ILSE, *crowd(SIZE + 1)])
    updated(file, folder)
    names.append(names_of(folder)[1])
    versions = {read_snapshot(folder / name / FILE).version for name in names}
    done = threading.Event()

    def swap() -> None:
        while not done.is_set():
            for name in names:
                (folder / ".next").symlink_to(name)
                (folder / ".next").replace(folder / POINTER)

    swapping = threading.Thread(target=swap)
    swapping.start()
    try:
        seen = {read_snapshot(folder / POINTER / FILE).version for _ in range(200)}
    finally:
        done.set()
        swapping.join()
    assert seen <= versions


# --- following ---------------------------------------------------------------------------


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow, "LOOK_SECONDS", 0.0)


@pytest.mark.usefixtures("quick")
def test_a_change_is_taken_up_once(file: Path, folder: Path, shipped: str) -> None:
    folder.mkdir()
    followed = FollowedLists(folder)
    assert followed.lists.version == shipped
    assert followed.look() is None
    updated(file, folder)
    assert followed.look() is True
    assert "EU" in followed.lists.dates
    assert followed.look() is None
    roll_back(folder)
    assert followed.look() is True
    assert followed.lists.version == shipped


@pytest.mark.usefixtures("quick")
def test_a_broken_snapshot_leaves_the_present_one(
    file: Path, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    updated(file, folder)
    followed = FollowedLists(folder)
    good = followed.lists
    broken = folder / "000009-deadbeef"
    broken.mkdir()
    (broken / FILE).write_bytes(followed.snapshot.read_bytes()[:-50])
    (folder / ".next").symlink_to(broken.name)
    (folder / ".next").replace(folder / POINTER)
    assert followed.look() is False
    assert followed.lists is good
    assert "is not used" in caplog.text
    assert followed.look() is None, "it is told once"
    with pytest.raises(SnapshotError):
        FollowedLists(folder)
    # A child that comes back after a crash goes on with what its worker last had.
    assert FollowedLists(folder, followed.snapshot).lists.version == good.version


@pytest.mark.usefixtures("quick")
def test_a_snapshot_that_can_be_read_later_is_taken_up_then(
    file: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.mkdir()
    followed = FollowedLists(folder)
    before = followed.lists
    updated(file, folder)
    whole = folder / str(pointed_at(folder)) / FILE
    hidden = whole.rename(whole.with_name("away"))
    assert followed.look() is False
    hidden.rename(whole)
    assert followed.look() is None, "not tried all the time"
    assert followed.lists is before
    monkeypatch.setattr(followed, "_next_try", 0.0)
    assert followed.look() is True
    assert followed.lists.version == read_snapshot(whole).version
    assert followed.look() is None


@pytest.mark.usefixtures("quick")
def test_a_pointer_that_is_none_is_told_once(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder.mkdir()
    followed = FollowedLists(folder)
    (folder / POINTER).write_text("no link")
    assert followed.look() is False
    assert "is not used" in caplog.text
    assert followed.look() is None


def test_a_snapshot_with_a_date_that_is_none_is_refused(file: Path, folder: Path) -> None:
    update = prepare([file], folder)
    text = gzip.decompress(update.content).decode().replace('"2026-03-03"', '"2026-31"')
    with pytest.raises(SnapshotError, match="2026-31"):
        publish(folder, gzip.compress(text.encode()), replacing=None)
    assert pointed_at(folder) is None
    assert names_of(folder) == []


def test_the_pointer_is_not_read_all_the_time(
    file: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    updated(file, folder)
    followed = FollowedLists(folder)
    monkeypatch.setattr(os, "readlink", lambda path: pytest.fail("was read"))
    assert [followed.look() for _ in range(100)] == [None] * 100


def test_a_folder_that_is_not_there_is_named(folder: Path) -> None:
    with pytest.raises(ListsError, match=f"CRISISWIRE_LISTS: there is no folder {folder}"):
        load_lists(folder)


@pytest.fixture
def started(folder: Path, monkeypatch: pytest.MonkeyPatch, quick: None) -> None:
    folder.mkdir()
    limits = Limits(article_bytes=1_000_000, article_characters=100_000)
    monkeypatch.setattr(child, "_followed", FollowedLists(folder))
    monkeypatch.setattr(child, "_chosen", child.Chosen(None, limits))
    monkeypatch.setattr(child, "_resources", None)
    child._load(child.Chosen(None, limits))


@pytest.mark.usefixtures("started")
def test_a_child_tells_of_new_lists_with_the_next_batch(file: Path, folder: Path) -> None:
    assert child.run_batch([]) == ([], None)
    updated(file, folder)
    _, news = child.run_batch([])
    assert news is not None
    assert news.loaded is not None
    assert news.loaded.provenance.lists_version == load_lists(folder).version
    assert "EU" in news.loaded.list_dates
    assert child.run_batch([]) == ([], None)
    (folder / names_of(folder)[0] / FILE).write_bytes(b"")
    roll_back(folder)
    assert child.run_batch([])[1] is not None
    (folder / POINTER).symlink_to(names_of(folder)[0])
    assert child.run_batch([])[1] == child.ListsNews(None)


# --- the command -------------------------------------------------------------------------


def command(*arguments: object, folder: Path | None = None) -> Result:
    app = typer.Typer()
    lists_command.register(app)
    variables = {"CRISISWIRE_LISTS": str(folder) if folder else None, "COLUMNS": "200"}
    return CliRunner().invoke(app, ["lists", *map(str, arguments)], env=variables)


def test_update_show_and_rollback(file: Path, folder: Path, shipped: str) -> None:
    done = command("update", file, "--to", folder)
    assert done.exit_code == 0
    assert "EU of 2026-03-03 (before: none): 41 entries" in done.stdout
    assert "+ EU.11.7 Ilseke Maren Varnholt [EU-TEST] 2020-05-17" in done.stdout
    assert "in force: 000001-" in done.stdout
    assert "nothing has changed" in command("update", file, folder=folder).stdout
    shown = json.loads(command("show", "--json", folder=folder).stdout)
    assert shown["version"] == load_lists(folder).version
    assert shown["in_force"] == names_of(folder)[0]
    assert {item["list"]: item["entries"] for item in shown["lists"]}["EU"] == SIZE + 1
    assert "EU" in command("show", folder=folder).stdout
    assert "shipped with crisiswire" in command("rollback", folder=folder).stdout
    assert load_lists(folder).version == shipped


def test_a_refused_update_changes_nothing(file: Path, folder: Path) -> None:
    command("update", file, "--to", folder)
    before = load_lists(folder).version
    write_eu(file, [ILSE])
    refused = command("update", file, folder=folder)
    assert refused.exit_code == 1
    assert "98% fewer" in refused.stderr
    assert "--accept-shrink" in refused.stderr
    file.write_bytes(file.read_bytes()[:-9])
    cut = command("update", "--accept-shrink", file, folder=folder)
    assert cut.exit_code == 1
    assert "cut off?" in cut.stderr
    assert load_lists(folder).version == before
    assert len(names_of(folder)) == 1
    write_eu(file, [ILSE])
    assert (
        "dry run" in command("update", "--accept-shrink", "--dry-run", file, folder=folder).stdout
    )
    assert load_lists(folder).version == before
    assert command("update", "--accept-shrink", file, folder=folder).exit_code == 0
    assert load_lists(folder).version != before


def test_an_older_list_is_refused(file: Path, folder: Path) -> None:
    command("update", file, "--to", folder)
    file.write_text(file.read_text().replace("2026-03-03T", "2026-03-01T"))
    refused = command("update", file, folder=folder)
    assert refused.exit_code == 1
    assert "older" in refused.stderr


def test_a_folder_is_needed(file: Path, shipped: str) -> None:
    refused = command("update", file)
    assert refused.exit_code == 1
    assert "CRISISWIRE_LISTS" in refused.stderr
    assert shipped in command("show").stdout
