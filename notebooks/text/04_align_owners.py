# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Who owns each moment, and are they ready?
#
# **You need** `owners`, `raci` and `readiness` from the workshop, the strategy, and `activities` for the value chain.
#
# **You get** where ownership is unclear, who is overloaded, how ready the departments are, the roadmap, and where cost and customer value part company.

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
results = session.run("alignment")
session.engagement.config.client, session.engagement.period

# %% [markdown]
# ## 1. Ownership
#
# One accountable department for each subject, at least one responsible, none overloaded.

# %%
session.draw("raci")

# %% tags=["nbval-check-output"]
session.view["raci_findings"][["subject", "finding"]]

# %% [markdown]
# ## 2. Readiness
#
# Awareness, motivation and capability by department; groups too small to show stay hidden.

# %%
session.draw("readiness")

# %% [markdown]
# ## 3. The roadmap
#
# Start, end, owner and the KPI that will tell whether the promise was kept.

# %%
session.draw("roadmap")

# %% tags=["nbval-check-output"]
session.view["roadmap"][["initiative", "owner", "kpi"]]

# %% [markdown]
# ## 4. The value chain
#
# Cost of each activity beside the customer value that hangs on it.

# %%
session.draw("value_chain")

# %% [markdown]
# ## What we found
#
# Each claim, the weightiest first, with its evidence under it; the table `finding_rows` names the rows it rests on.

# %%
session.findings("alignment")

# %% [markdown]
# ## Limits
#
# What the data cannot carry, and what would be needed.

# %%
session.limits("alignment")

# %% [markdown]
# ## References
#
# - Porter, M. E. (1985). *Competitive Advantage*: the value chain.
# - James, Demaree & Wolf (1984). Estimating within-group interrater reliability. *J. Appl. Psychol.* 69: agreement before averaging.

# %%
session.close("04_align_owners")
