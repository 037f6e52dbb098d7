# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # What moved, is it signal or noise, and did the initiatives keep their promise?
#
# **You need** anything with a time: responses, interactions, customers or measured `kpis`.
#
# **You get** every KPI on a control chart, the alerts that survive control over all series, realised benefits, mix against within-segment change, and who is stuck now.

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
results = session.run("monitoring")
session.engagement.config.client, session.engagement.period

# %% [markdown]
# ## 1. The charts
#
# Centre and limits come from a frozen baseline. A *signal* is a rule that fired on one chart; an *alert* survived control over all charts.

# %%
session.draw("control")

# %% tags=["nbval-check-output"]
kpis = session.view["kpis"].query("period == @session.engagement.period and scope == 'overall'")
kpis[["kpi", "n", "value", "signal"]].round(3)

# %% [markdown]
# ## 2. Alerts
#
# With many quiet charts somebody always sees something. These are what remains.

# %%
session.view["alerts"]

# %% [markdown]
# ## 3. Did the initiatives keep their promise?
#
# Against a comparison group, or a long enough series, or *not yet knowable* with the date. Never a bare before-and-after.

# %%
session.draw("benefits")

# %% tags=["nbval-check-output"]
session.view["benefits"][["initiative", "kpi", "result"]]

# %% [markdown]
# ## 4. The score or the mix?
#
# A total can move because the mix of customers moved.

# %%
session.draw("mix")

# %% [markdown]
# ## 5. Who is stuck now
#
# Customers at a make-or-break point, under hashed ids, with the help that was agreed.

# %%
len(session.results["stuck"]), session.results["stuck"]["touchpoint"].value_counts().to_dict()

# %% [markdown]
# ## 6. Back to step 1
#
# What to map or diagnose again.

# %%
session.view["revisit"]

# %% [markdown]
# ## 7. One page for a director
#
# `monitor.html`: the charts, the alerts and the benefits on one page; where a run executes all notebooks the report, which comes next, holds them. The verdict on this run is the operator’s.

# %%
page = session.monitor()
page.name

# %%
session.verdict

# %% [markdown]
# ## What we found
#
# Each claim, the weightiest first, with its evidence under it; the table `finding_rows` names the rows it rests on.

# %%
session.findings("monitoring")

# %% [markdown]
# ## Limits
#
# What the data cannot carry, and what would be needed.

# %%
session.limits("monitoring")

# %% [markdown]
# ## References
#
# - Wheeler, D. J. (2000). *Understanding Variation*; Montgomery, D. C., *Introduction to Statistical Quality Control*.
# - Laney, D. B. (2002). Improved control charts for attributes. *Quality Engineering* 14(4).
# - Bertrand, Duflo & Mullainathan (2004). How much should we trust differences-in-differences estimates? *QJE* 119(1).

# %%
session.close("05_monitor")
