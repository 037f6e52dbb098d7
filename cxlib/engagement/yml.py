"""engagement.yml: read safely, checked, and every mistake answered with its remedy."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError
from ruamel.yaml import YAML

from cxlib.engagement.config import Config
from cxlib.errors import InputError, Problem

FILE = "engagement.yml"


def config_from(content: Mapping[str, object]) -> Config:
    """The configuration, or an InputError that names every wrong key and value."""
    try:
        return Config.model_validate(content)
    except ValidationError as found:
        raise InputError(
            Problem(FILE, ".".join(str(p) for p in e["loc"]), None, e["msg"], "see the docs")
            for e in found.errors()
        ) from None


def read_config(folder: Path) -> Config:
    """The configuration of an engagement folder."""
    path = folder / FILE
    if not path.is_file():
        rule = f"there is no {FILE} in '{folder.name}'"
        raise InputError(Problem(FILE, None, None, rule, "start one with: cx new FOLDER"))
    content = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    if not isinstance(content, dict):
        rule = "is no mapping of keys to values"
        raise InputError(Problem(FILE, None, None, rule, "start from: cx new FOLDER"))
    return config_from(content)
