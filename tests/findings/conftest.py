"""Every direction that a step's tests make is recorded, so that none is left untried."""

import inspect

import pytest

from cxlib.findings import collecting


@pytest.fixture(scope="module", autouse=True)
def met():
    """Kind and direction of every claim that was made in this module's tests so far."""
    made, plain = set(), collecting.collected

    def recording(view):
        for kind, claim in plain(view):
            made.add((kind.name, claim.direction))
            yield kind, claim

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(collecting, "collected", recording)
        yield made


@pytest.fixture
def unmet(met, request):
    """What kinds could claim and no test of this module, whose last is this, has made them claim.

    Skipped where only a part of the module's tests is run.
    """
    ours = {name for name, _ in inspect.getmembers(request.module, inspect.isfunction)
            if name.startswith("test_")}  # fmt: skip
    run = {item.originalname for item in request.session.items
           if item.module is request.module}  # fmt: skip
    if run != ours:
        pytest.skip("a part of the tests is run")
    return lambda kinds: {(kind.name, way) for kind in kinds for way in kind.directions} - met
