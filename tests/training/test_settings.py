from ruamel.yaml import YAML

from cxlib.engagement.config import Config
from cxlib.training.settings import engagement_yml, na_codes


def test_the_file_fits_the_contract_and_names_every_table(client):
    config = Config(**YAML(typ="safe").load(engagement_yml(client, [2023, 2024])))
    assert set(config.tables) == set(client.tables)
    assert config.tables["responses"].source == ["data/survey_2023.xlsx", "data/survey_2024.xlsx"]
    assert config.main_outcome == "recommend"


def test_every_code_is_declared(client, sector):
    assert na_codes(sector) == {"app_speed": 0, "repair_time": -99}
    config = Config(**YAML(typ="safe").load(engagement_yml(client, [2023])))
    assert config.tables["responses"].na == {"app_speed": [0], "repair_time": [-99]}
    words = set(client.tables["responses"]["ease"].dropna())
    assert words == set(config.tables["responses"].labels["ease"])


def test_the_budget_grows_with_the_client(client):
    config = Config(**YAML(typ="safe").load(engagement_yml(client, [2023])))
    assert config.policy.budget == client.sector.budget * client.customers
