import pytest

from cxlib.engagement.config.yml import keys_at, read_config
from cxlib.errors import InputError
from cxlib.language import languages

LANGUAGES = ", ".join(languages())
GOOD = """client: A
outcomes:
  recommend: {kind: nps}
tables:
  responses: {source: survey.csv}
"""


def refusal(client, text):
    with pytest.raises(InputError) as found:
        read_config(client(engagement__yml=text))
    return str(found.value)


def test_yaml_1_2_keeps_no_and_times_as_text(client):
    text = (
        GOOD.replace("client: A", "client: no") + "  kpis: {source: k.csv, where: {at: [12:30]}}\n"
    )
    config = read_config(client(engagement__yml=text))
    assert config.client == "no"
    assert config.tables["kpis"].where["at"].only == ["12:30"]


def test_a_byte_order_mark_is_no_fault(client):
    assert read_config(client(engagement__yml="\ufeff" + GOOD)).client == "A"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("client: A", "cliant: A"), "engagement.yml, line 1: cliant is no key of this file. "
                                     "Remedy: perhaps 'client' is meant."),
        (("source:", "sorce:"), "line 5: tables.responses.sorce is no key of this file. "
                                "Remedy: perhaps 'source' is meant."),
        (("kind: nps", "kind: npss"), "line 3: outcomes.recommend.kind has a value that is not "
                                      "known. Remedy: write 'nps', 'csat', 'ces', 'mean' or"),
        (("responses:", "respones:"), "at least one of the tables responses"),
        (("survey.csv}", "survey.csv, columns: {custmer: id}}"),
         "line 5: tables.responses.columns.custmer is no column of this table. Remedy: "
         "perhaps 'customer' is meant."),
        (("client: A", "client: A\ntimezone: Europe/Lundon"), "line 2: timezone is no time zone. "
                                                              "Remedy: perhaps 'Europe/London'"),
        (("client: A", "client: A\nlanguage: xx"),
         "engagement.yml, line 2: language 'xx' is none that reports are written in. Remedy: "
         f"use one of {LANGUAGES}."),
        (("client: A", "client: A\nlanguage: no"), "line 2: language 'no' is none that reports"),
        (("client: A", "client: A\nlanguage: 1"), f"Remedy: use one of {LANGUAGES}."),
        (("client: A", "client: A\nlanguage:"), f"Remedy: use one of {LANGUAGES}."),
        (("client: A", "client: A\nlanguage: [de]"), f"Remedy: use one of {LANGUAGES}."),
        (("client: A", "client: A\nwindow: a year"), "line 2: window is not written as it must be. "
                                                     "Remedy: write it as '12 months'."),
        (("client: A", "client: A\npolicy: {privacy_n: 3}"), "policy.privacy_n has a value"),
        (("client: A", "client: A\npolicy: {budget: .inf}"),
         "line 2: policy.budget has a value that does not fit (input should be a finite number)"),
        (("survey.csv}", "survey.csv, labels: {tone: {poor: .nan}}}"),
         "line 5: tables.responses.labels.tone.poor has a value that does not fit (input should "
         "be a finite number)"),
        (("survey.csv}", "survey.csv, read: {dates: dayfirst}}"),
         "line 5: tables.responses.read.dates is no way of writing dates. Remedy: perhaps "
         "'day-first' is meant"),
        (("survey.csv}", "survey.csv, comment: [why], translated: {whi: why_en}}"),
         "line 5: tables.responses.translated.whi is not listed under comment. Remedy: perhaps "
         "'why' is meant."),
        (("survey.csv}", "survey.csv, translated: {why: why_en}}"),
         "translated.why is not listed under comment. Remedy: list it there."),
        (("survey.csv}", "survey.csv, comment: [why, en], translated: {why: en}}"),
         "translated.why names 'en', which is listed under comment too and would be read twice. "
         "Remedy: list only the original there."),
        (("survey.csv}", "survey.csv, comment: [why], translated: [why_en]}"),
         "line 5: tables.responses.translated must be names with a value each. Remedy: write it "
         "as {name: value}."),
        (("client: A", "client: A\npolicy: {drivers: {missing: drop}}"),
         "line 2: policy.drivers.missing has a value that is not known. Remedy: write 'auto', "
         "'pairwise' or 'imputed'."),
        (("client: A", "client: A\npolicy: {drivers: {tests: max-t}}"),
         "line 2: policy.drivers.tests is no key of this file. Remedy: perhaps 'test' is meant."),
        (("kind: nps", "kind: nps, scale: [10, 0]"), "must run from its lowest to its highest"),
        (("kind: nps", "kind: nps, good: [9]"), "belongs to a binary outcome"),
        (("kind: nps", "kind: binary, good: [9], better: low"), "names the good answers"),
        (("recommend:", "time:"), "has the name of a column that means something else"),
        (("survey.csv", "{url: 'postgres://me:secret@host', table: t}"), "env:WAREHOUSE"),
    ],
)  # fmt: skip
def test_every_mistake_has_its_line_and_remedy(client, change, said):
    assert said in refusal(client, GOOD.replace(*change))


def test_the_language_of_the_report(client):
    assert read_config(client(engagement__yml=GOOD)).language == "en"
    text = GOOD.replace("client: A", "client: A\nlanguage: de")
    assert read_config(client(engagement__yml=text)).language == "de"


def test_secrets_in_the_wrong_place_are_not_shown(client):
    text = GOOD.replace("survey.csv", "{url: 'postgres://me:secret@host', table: t}")
    assert "secret" not in refusal(client, text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a\n- b\n", "is no mapping of keys to values"),
        ("", "is no mapping of keys to values"),
        ("just words", "is no mapping"),
        ("client: [A\nb: 1\n", "line 2: is no YAML"),
        ("client: A\nclient: B\n", "line 2: is no YAML: found duplicate key"),
        ("a: !!python/object/apply:os.system ['x']\n", "line 1: is no YAML"),
        ("a: &x [1]\nb: *x\n", "line 2: uses an alias"),
        ("a: " + "[" * 50 + "]" * 50, "is nested deeper than 20"),
        ("client: A\n\ttables: 1\n", "is no YAML"),
        ("a: \x00", "is no YAML"),
        ("# " + "x" * 1_000_001, "is larger than 1,000,000 bytes"),
    ],
)
def test_what_is_no_sound_file_is_refused_in_a_line(client, text, said):
    found = refusal(client, text)
    assert said in found
    assert len(found.splitlines()) == 1


def test_other_encodings_and_missing_files(client, tmp_path):
    (tmp_path / "engagement.yml").write_bytes("client: Café".encode("cp1252"))
    with pytest.raises(InputError, match="save it as UTF-8"):
        read_config(tmp_path)
    with pytest.raises(InputError, match=r"there is no engagement\.yml in the folder 'nowhere'"):
        read_config(tmp_path / "nowhere")


def test_valid_keys_are_read_from_the_models():
    assert "header_rows" in keys_at(["tables", "responses", "read"])
    assert keys_at(["outcomes", "x"]) == ["kind", "scale", "better", "good", "label"]
    of_a_source = keys_at(["tables", "responses", "source", 0])
    assert {"file", "sheet", "columns", "where", "url", "table", "schema"} <= set(of_a_source)


def test_dates_stay_the_text_they_are_written_as(client):
    text = GOOD.replace("survey.csv}", "survey.csv, set: {time: 2026-09-30}}")
    assert read_config(client(engagement__yml=text)).tables["responses"].set == {
        "time": "2026-09-30"}  # fmt: skip


@pytest.mark.parametrize(
    ("addition", "said"),
    [
        (
            "policy: {journey_gap: a week}\n",
            "line 6: policy.journey_gap is no duration such as 7 days",
        ),
        ("period: none\n  kpis: {source: k.csv}\n", "tables.kpis are measured in periods"),
    ],
)
def test_values_that_do_not_fit_one_another(client, addition, said):
    text = (
        GOOD + addition
        if "policy" in addition
        else "period: none\n" + GOOD + ("  kpis: {source: k.csv}\n")
    )
    assert said in refusal(client, text)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("segments: [customer]", "'customer' is an id, and not a group"),
        ("columns: {customer: cust_no}, segments: [cust_no]", "'cust_no' is an id"),
        ("segments: [recommend]", "'recommend' is an outcome, and not a group"),
        ("comment: [why], segments: [why]", "'why' is customers' own words, and not a group"),
        ("segments: [region, region]", "names a column twice"),
    ],
)
def test_a_segment_is_a_group(client, options, said):
    text = GOOD.replace("survey.csv}", f"survey.csv, {options}}}")
    assert said in refusal(client, text)


@pytest.mark.parametrize("window", ["99999999999 months", "400 years", "9999999 periods"])
def test_a_window_beyond_the_calendar_is_refused(client, window):
    assert "reaches back more than 100 years" in refusal(client, GOOD + f"window: {window}\n")
    assert read_config(client(engagement__yml=GOOD + "window: 24 months\n")).window
