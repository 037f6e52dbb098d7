"""What a wheel carries: the library and the kit's three folders, expected and only expected."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from cxlib.resources import PACKED, REPOSITORY, kit

KIT = ("notebooks", "templates", "sample_data")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, "."]
    subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True)
    return next(out.glob("*.whl"))


def tracked() -> set[str]:
    if shutil.which("git") is None:
        pytest.skip("no git here: nothing says which files belong to the kit")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "cxlib", *KIT],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
    )
    if listed.returncode:
        pytest.skip("not a git checkout: nothing says which files belong to it")
    return {name for name in listed.stdout.splitlines() if (REPOSITORY / name).is_file()}


def test_the_wheel_holds_the_tracked_files_and_no_others(wheel):
    expected = {n if n.startswith("cxlib/") else f"cxlib/_kit/{n}" for n in tracked()}
    held = {n for n in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in n}
    assert held == expected


def test_an_unpacked_wheel_finds_its_own_notebooks_templates_and_sample(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path)
    script = "from cxlib.resources import kit; print(*map(kit, ['notebooks', 'sample_data']))"
    said = subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert said == [str(tmp_path / "cxlib/_kit" / name) for name in ("notebooks", "sample_data")]


def test_a_checkout_uses_its_own_folders():
    assert not PACKED.exists()
    assert [kit(name) for name in KIT] == [REPOSITORY / name for name in KIT]
