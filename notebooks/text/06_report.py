# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # What does the client read?
#
# **You need** the results of the five steps; those that are absent are computed first.
#
# **You get** `report.html`, `results.xlsx` and the verdict: may this be sent?

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
results = session.run_all()
session.engagement.config.client, session.engagement.period

# %% [markdown]
# ## 1. The journey map
#
# The report's first figure: stages across, touchpoints with volume, experience, owner and moments.

# %%
session.draw("journey_map")

# %% [markdown]
# ## 2. The findings
#
# What the first page of the report rests on.

# %%
session.view["findings"][["step", "statement", "grade", "n"]].head(20)

# %% [markdown]
# ## 3. Write the report and judge it
#
# The verdict is about this run: *send*, *send with warnings* or *do not send*, with its reasons.

# %%
report = session.report()
report.name

# %%
session.verdict

# %% [markdown]
# ## What we found
#
# The findings above, the weightiest first; the report's first page picks what matters most, how sure it is, what to do, who owns it and what it is worth.

# %% [markdown]
# ## Limits
#
# The report shows nothing below the client's privacy threshold and marks what rests on few answers. It says association where it is association.

# %% [markdown]
# ## References
#
# - Cleveland, W. S. (1985). *The Elements of Graphing Data*.
# - Okabe, M. & Ito, K. (2008). *Color Universal Design*: colours that colour-blind readers can tell apart.

# %%
session.close("06_report")
