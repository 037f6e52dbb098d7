"""`cx schedule`: the form of a scheduler, ready for this machine, this kit and one engagement."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from cxlib.engagement.config.yml import read_config
from cxlib.errors import InputError
from cxlib.resources import kit

SCRIPT, FOLDER, SYSTEM_PATH = (
    "/opt/cx/report.sh",
    "/srv/engagements/client",
    "/usr/local/bin:/usr/bin",
)


def schedule(form: str, folder: Path, verb: str = "run") -> str:
    """The text of a scheduler's form with absolute paths: of the kit's script, of the folder in
    which `cx` lives, and of the engagement.

    Parameters
    ----------
    form : cron, systemd, airflow, actions or windows
    folder : the engagement's
    verb : "run", or "monitor" for step 5 alone

    Raises
    ------
    InputError
        Where there is no such form, or the folder is no engagement.
    """
    if form not in FORMS:
        raise InputError(f"'{form}' is no form; the forms are {', '.join(FORMS)}")
    folder = folder.resolve()
    read_config(folder)
    if not str(folder).isprintable():
        raise InputError(f"{folder!r}: no form can hold this name. Remedy: rename the folder.")
    return FORMS[form](folder, verb)


def commands() -> Path:
    """The folder of the Python that runs this, in which `cx` lies too."""
    return Path(sys.executable).parent


def _form(name: str) -> str:
    return (kit("templates") / "schedules" / name).read_text(encoding="utf-8")


def _script(name: str) -> str:
    return str(kit("templates") / "schedules" / name)


def _filled(text: str, places: Mapping[str, str]) -> str:
    """A form with its places filled; each of them must be there, so that none is forgotten."""
    for place, told in places.items():
        if place not in text:
            raise LookupError(f"the form has no place {place!r}")
        text = text.replace(place, told)
    return text


def _cron(folder: Path, verb: str) -> str:
    def told(path: object) -> str:
        return shlex.quote(str(path)).replace("%", r"\%")  # a line ends at a bare % in cron

    line = f"sh {told(_script('report.sh'))} {told(folder)} {verb}"
    return _filled(_form("crontab"), {
        f"{SCRIPT} {FOLDER} run": line,
        f"PATH={SYSTEM_PATH}:/bin": f"PATH={commands()}:{SYSTEM_PATH}:/bin",
    })  # fmt: skip


def _systemd(folder: Path, verb: str) -> str:
    def told(path: object) -> str:
        text = str(path).replace("\\", "\\\\").replace('"', r"\"").replace("%", "%%")
        return f'"{text}"' if set(text) & set(" \t'\"\\") else text

    script, path = _script("report.sh"), f"PATH={commands()}:{SYSTEM_PATH}:/bin"
    service = _filled(_form("cx-report@.service"), {
        f"ExecStart={SCRIPT} /srv/engagements/%i run":
            f"Environment={told(path)}\nExecStart=/bin/sh {told(script)} {told(folder)} {verb}",
        "ReadWritePaths=/srv/engagements/%i": f"ReadWritePaths={told(folder)}",
        "%i": folder.name.replace("%", "%%"),
        "cx-report@larkfield.service": "cx-report.service",
    })  # fmt: skip
    timer = _filled(_form("cx-report@.timer"), {
        "cx-report@larkfield.timer": "cx-report.timer", "%i": folder.name.replace("%", "%%"),
    })  # fmt: skip
    return f"# ---- cx-report.service\n{service}\n# ---- cx-report.timer\n{timer}"


def _airflow(folder: Path, verb: str) -> str:
    return _filled(_form("airflow_dag.py"), {
        'default="/srv/engagements"': f"default={str(folder.parent)!r}",
        'CX = "cx"': f"CX = {str(commands() / 'cx')!r}",
    })  # fmt: skip


def _actions(folder: Path, verb: str) -> str:
    there = "${{ github.workspace }}/"
    return _filled(_form("github-actions.yml"), {
        "ENGAGEMENT: engagement": f"ENGAGEMENT: {json.dumps(folder.name)}",
        f"{there}engagement": json.dumps(f"{there}{folder.name}"),
        'cx run "$@"': f'cx {verb} "$@"',
    })  # fmt: skip


def _windows(folder: Path, verb: str) -> str:
    return _filled(_form("windows-task.xml"), {
        r"C:\cx\report.ps1": escape(_script("report.ps1")),
        r'-Folder "C:\engagements\client"': f'-Folder "{escape(str(folder))}" -Verb {verb}',
    })  # fmt: skip


FORMS: Mapping[str, Callable[[Path, str], str]] = {
    "cron": _cron,
    "systemd": _systemd,
    "airflow": _airflow,
    "actions": _actions,
    "windows": _windows,
}
