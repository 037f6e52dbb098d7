"""What a client's text may hold: scripts, formulas, mathematics, what cannot be seen, what is long.

Every payload is written for its family alone; none needs another to be dangerous.
"""

from __future__ import annotations

import json
from pathlib import Path

SCRIPTS = json.loads(Path(__file__).with_name("scripts.json").read_text(encoding="utf-8"))
FORMULAS = [
    "=1+1", "+1+1", "-1+1", "@SUM(1,1)", "=cmd|' /C calc'!A0", "+cmd|' /C calc'!A0",
    "-cmd|' /C calc'!A0", "@cmd|' /C calc'!A0", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1",
    "\u00a0=1+1", "\u200b=1+1", "\ufeff=1+1", "\uff1d1+1", "\uff0b1+1", "\uff0d1+1",
    "\uff20SUM(1,1)", "{=1+1}", "=HYPERLINK(\"http://127.0.0.1:9/x\",\"open\")",
    "=WEBSERVICE(\"http://127.0.0.1:9/x\")", "=IMPORTXML(\"http://127.0.0.1:9/x\",\"//a\")",
    "=IMPORTDATA(\"http://127.0.0.1:9/x\")", "=IMAGE(\"http://127.0.0.1:9/x.png\")",
    "=DDE(\"cmd\";\"/C calc\";\"x\")", "=MSEXCEL|'\\..\\..\\Windows\\System32\\cmd.exe'!'/c calc'",
    "=rundll32|'URL.dll,OpenURL calc.exe'!A", "=EXEC(\"calc\")", "=CALL(\"kernel32\",\"WinExec\")",
    "=REGISTER.ID(\"kernel32\",\"WinExec\")", "=INDIRECT(\"'[x.xlsx]a'!A1\")",
    "='file:///etc/passwd'#$passwd.A1", "=SUM(1+1)*cmd|' /C calc'!A0", "=1+1\",=2+2",
    "\"=1+1\"", "'=1+1", ";=1+1", ",=1+1", "=\u202e1+1", "=\x001+1", "%0A=1+1",
    "http://127.0.0.1:9/x", "mailto:x@127.0.0.1", "internal:'quality'!A1",
]  # fmt: skip
MATHS = [
    "$", "$x$", "$\\frac$", "$\\frac{1}{0}$", "\\$x\\$", "$$", "$ \\unknown $", "a_b^c",
    "\\(x\\) \\[y\\]", "$\\href{javascript:alert(1)}{x}$", "\\frac{1}{2}", "\\begin{array}{c}",
]  # fmt: skip
UNSEEN = [
    "nul\x00in", "\x01\x02\x07\x08", "\x1b[31mred\x1b[0m", "\x0b\x0c", "\ufffe\uffff", "\ud800",
    "over\u202eedir", "\u2066iso\u2069\u2067", "\u0627\u0644\u0639\u0631\u0628\u064a\u0629 5",
    "\u05e2\u05d1\u05e8\u05d9\u05ea (7)", "zero\u200b\u200cwidth\u2060", "z\u0351\u036b\u0343a",
    "\U0001f469\u200d\U0001f4bb\U0001f3f3\ufe0f", "\U000e0041\U000e0042",
    "line\nbreak\u2028end\u2029",
]  # fmt: skip
FORMATS = [
    "{}", "{0}", "{n}", "{{x}}", "%s %d %(x)s", "%", "${HOME}", "`id`", "\\", "\\n\\0", "{{ 7*7 }}",
    "| a | b |\n|---|---|\n| **c** | [d](javascript:x) |", "<table><tr><td>x</td></tr></table>",
    "../../etc/passwd", "CON", "NUL.txt", "a/b\\c:d*e?f\"g<h>i|j", "'; DROP TABLE x; --", "\"\"\"",
    "!!python/object:os.system", "&anchor *alias", "# comment", "nan", "None", "1e5",
]  # fmt: skip
LONG = ["x" * 5_000, "word " * 1_000]
FAMILIES = {
    "scripts": SCRIPTS, "formulas": FORMULAS, "maths": MATHS, "unseen": UNSEEN,
    "formats": FORMATS, "long": LONG,
}  # fmt: skip
