import pytest

from cxlib.engagement.reading.paths import inside
from cxlib.errors import InputError


@pytest.fixture
def home(tmp_path):
    (tmp_path / "client" / "data").mkdir(parents=True)
    (tmp_path / "client" / "data" / "a.csv").write_text("x")
    (tmp_path / "outside.csv").write_text("secret")
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "b.csv").write_text("x")
    return tmp_path / "client"


def test_inside_the_folder_or_a_named_root(home):
    assert inside("data/a.csv", home, [], "responses").name == "a.csv"
    assert inside("../shared/b.csv", home, ["../shared"], "responses").name == "b.csv"


@pytest.mark.parametrize("source", ["../outside.csv", "/etc/passwd", "data/../../outside.csv"])
def test_everything_else_is_outside(home, source):
    with pytest.raises(InputError, match=r"lies outside .* \(tables.responses.source\)"):
        inside(source, home, ["../shared"], "responses")


def test_links_are_followed_before_judging(home):
    (home / "data" / "link.csv").symlink_to(home.parent / "outside.csv")
    with pytest.raises(InputError, match="lies outside"):
        inside("data/link.csv", home, [], "responses")


def test_a_missing_file_names_its_neighbours(home):
    with pytest.raises(InputError, match=r"there is no such file .*beside it lie a\.csv"):
        inside("data/b.csv", home, [], "responses")
