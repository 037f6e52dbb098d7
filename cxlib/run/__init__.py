"""One run of an engagement (`flow`): load, check, lock, execute, judge, seal, publish."""

import sys

# nbformat imports jsonschema, which, where it finds this package, has it build the grammar of
# international web addresses: a second of every command, for a format that no notebook asks for
sys.modules.setdefault("rfc3987_syntax", None)
