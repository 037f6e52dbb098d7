"""environment.yml names the same packages, in the same ranges, as pyproject.toml."""

import tomllib

from packaging.requirements import Requirement
from ruamel.yaml import YAML

from cxlib.resources import REPOSITORY

CONDA_NAMES = {  # conda-forge calls these otherwise
    "ibis-framework": "ibis-duckdb",
    "duckdb": "python-duckdb",
    "great-tables": "great_tables",
    "matplotlib": "matplotlib-base",
    "ruamel-yaml": "ruamel.yaml",
    "build": "python-build",
    "tzdata": "python-tzdata",
}


def expected() -> set[str]:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    python = project["project"]["requires-python"]
    return {f"python {python}", *(conda_line(Requirement(line)) for line in wanted)}


def conda_line(requirement: Requirement) -> str:
    name = CONDA_NAMES.get(requirement.name, requirement.name)
    ranges = sorted((str(s) for s in requirement.specifier), reverse=True)
    return f"{name} {','.join(ranges)}".strip()


def test_conda_and_pip_install_the_same_packages():
    text = (REPOSITORY / "environment.yml").read_text(encoding="utf-8")
    listed = set(YAML(typ="safe").load(text)["dependencies"])
    assert listed == expected()
