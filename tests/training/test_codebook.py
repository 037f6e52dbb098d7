from cxlib.training.codebook import codebook


def test_every_table_and_column_is_described(client):
    text = codebook(client)
    for name, frame in client.tables.items():
        section = text.split(f"\n### {name}\n")[1].split("\n### ")[0]
        for column in frame.columns:
            row = next(r for r in section.splitlines() if r.startswith(f"| `{column}` |"))
            words = row.split("|")[2].strip()
            assert words


def test_the_codebook_gives_no_answer_away(client):
    text = codebook(client).lower()
    for secret in ("guilty", "decoy", "planted effect", "innocent", "duplicate"):
        assert secret not in text
