# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # What should be done at each touchpoint, and which initiatives deserve the budget?
#
# **You need** the diagnosis; better with `touchpoints` (expectation, brand promise, pushes) and `initiatives` (cost, uplift).
#
# **You get** a posture for every touchpoint with its why, a right-moment check, and a portfolio under the budget with its uncertainty.

# %% [markdown]
# A notebook of the kit runs from top to bottom. It computes nothing itself: one cell runs the step, the others show and explain what came out.

# %%
import cxlib

# %% tags=["parameters"]
# The engagement's folder ("" = the one this notebook lies in, else the sample client), the
# folder for results ("" = a draft), the period ("" = the last complete one in the data) and the
# seed (0 = the engagement's own).
engagement = ""
run_dir = ""
period = ""
seed = 0

# %%
session = cxlib.open(engagement, run_dir, period, seed)
results = session.run("strategy")
session.engagement.config.client, session.engagement.period

# %% [markdown]
# ## 1. A posture for every touchpoint
#
# Fix, protect, differentiate, simplify or maintain, by written rules. The *why* names the figures.

# %% tags=["nbval-check-output"]
session.view["strategies"][["touchpoint", "posture"]]

# %%
session.view["strategies"][["touchpoint", "why", "right_moment", "risk"]]

# %% [markdown]
# ## 2. The portfolio
#
# Benefit carries the diagnosis's uncertainty. The inclusion probability says how often an initiative is chosen when the figures are drawn again within it.

# %%
session.draw("portfolio")

# %% tags=["nbval-check-output"]
session.view["portfolio"][["initiative", "cost", "chosen", "horizon"]]

# %%
session.view["portfolio"][["initiative", "benefit", "low", "high", "inclusion_probability", "break_even_uplift", "reason"]]

# %% [markdown]
# ## 3. What another budget would buy
#
# The efficient frontier: benefit over budget, with its band. To try budgets, uplifts and horizons by
# hand, install the extra `widgets` and add a cell with
# `from cxlib.strategy.sliders import sliders` and `sliders(session.engagement, results)`.

# %%
session.draw("frontier")

# %% [markdown]
# ## 4. Recovery, delights and what to measure next
#
# Designs for when something goes wrong, what each delight costs, and which measurement would change the order.

# %%
session.view["recovery_designs"]

# %%
session.view["information"]

# %% [markdown]
# ## What we found
#
# Each claim, the weightiest first, with its evidence under it; the table `finding_rows` names the rows it rests on.

# %%
session.findings("strategy")

# %% [markdown]
# ## Limits
#
# What the data cannot carry, and what would be needed.

# %%
session.limits("strategy")

# %% [markdown]
# ## References
#
# - Martello, S. & Toth, P. (1990). *Knapsack Problems*.
# - Smith, J. E. & Winkler, R. L. (2006). The optimizer's curse. *Management Science* 52(3).

# %%
session.close("03_set_strategy")
