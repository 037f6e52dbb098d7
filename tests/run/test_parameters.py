"""A wrong parameter is refused before any cell runs, with the words that help."""

import nbformat
import pytest

from cxlib.errors import InputError
from cxlib.resources import NOTEBOOKS, kit
from cxlib.run import parameters
from cxlib.session import PARAMETERS, assigned_names, refuse_unknown, refuse_wrong_types


@pytest.fixture
def notebook(tmp_path):
    cell = nbformat.v4.new_code_cell('period = ""\nseed = 0', metadata={"tags": ["parameters"]})
    path = tmp_path / "own.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    return path


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"perod": "2026-09"}, "unknown parameter 'perod'. Did you mean 'period'?"),
        ({"x y": 1}, "unknown parameter 'x y'. Its parameters: period, seed."),
        ({"seed": "7"}, "parameter 'seed' must be int, not str. Remedy: give it like 0."),
        ({"seed": True}, "parameter 'seed' must be int, not bool."),
        ({"period": 202609}, "parameter 'period' must be str, not int. Remedy: give it like ''."),
    ],
)
def test_refused(notebook, given, words):
    with pytest.raises(InputError) as refused:
        parameters.check(notebook, given)
    assert words in str(refused.value)
    assert refused.value.exit_code == 2


def test_what_the_notebook_declares_is_accepted(notebook):
    parameters.check(notebook, {"period": "2026-09", "seed": 7})


def test_a_notebook_without_parameters_is_refused(tmp_path):
    path = tmp_path / "bare.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")]), path)
    with pytest.raises(InputError, match="no cell is tagged 'parameters'"):
        parameters.declared(path)
    path.write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="not a readable notebook"):
        parameters.declared(path)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_notebook_of_the_kit_declares_the_same_parameters(name):
    found = parameters.declared(kit("notebooks") / f"{name}.ipynb")
    assert {k: type(v) for k, v in found.items()} == dict(PARAMETERS)


def test_inside_a_kernel_the_injected_cell_is_checked():
    names = assigned_names('# Parameters\nengagement = "x"\nperiode = "2026"\n')
    with pytest.raises(InputError, match="unknown notebook parameter 'periode'"):
        refuse_unknown(names)
    with pytest.raises(InputError, match="'seed' must be int, not str"):
        refuse_wrong_types({"seed": "1"})
