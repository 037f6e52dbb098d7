# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Which touchpoints do customers really walk, and where do journeys break down?
#
# **You need** `interactions` (one row an event) and, better, the `touchpoints` and `journeys` catalogues from the workshop.
#
# **You get** the journey map against the data, the funnel, the commonest paths, and the touchpoints at which journeys break down.

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
results = session.run("mapping")
session.engagement.config.client, session.engagement.period

# %% [markdown]
# ## 1. The journeys
#
# A relationship is several journeys. Which carry the volume, and how many come to their end? Instances that are still open are left out of completion, not counted as lost.

# %% tags=["nbval-check-output"]
session.view["journeys"][["journey", "n", "completion", "low", "high"]].round(3)

# %% [markdown]
# ## 2. The map against the data
#
# Steps that nobody mapped, and mapped steps that nobody takes, are where the organisation's picture and the customer's walk part company.

# %%
touchpoints = session.view["touchpoint_map"]
touchpoints[touchpoints["in_catalogue"] != touchpoints["in_data"]]

# %%
session.draw("flow")

# %% [markdown]
# Where do customers enter, and which channels do they change? `entry` is where a journey begins.

# %%
session.view["channel_moves"].head(12)

# %% [markdown]
# ## 3. The funnel
#
# Stage by stage: how many who entered went on. The whiskers are Wilson intervals.

# %%
session.draw("funnel")

# %% tags=["nbval-check-output"]
session.view["funnel"][["stage", "entered", "completed", "conversion"]].round(3)

# %% [markdown]
# How long does it take from stage to stage, and where do those who leave a stage without completing come back, if at all?

# %%
session.view["stage_times"]

# %%
session.view["leavers"].groupby("stage").head(3)

# %% [markdown]
# ## 4. The paths
#
# How few paths make most of the traffic?

# %%
session.view["variants"].head(8)

# %% [markdown]
# Who walks in a circle? A loop leads over one to three other touchpoints back to the first; beside it stands how many complete who met the same touchpoints and never walked it. A difference is not yet a cause; an empty table says that nobody does.

# %%
session.view["loops"].head(8)

# %% [markdown]
# Do customers keep to the order that the map draws? Listed is where most walk the other way round.

# %%
session.view["map_order"].query("agrees == False")

# %% [markdown]
# ## 5. Where journeys break down
#
# For each touchpoint: do journeys end there, or do customers come back, at once or after looking elsewhere, more than at steps that are as far along and as often met? Steps that everybody must pass cannot be named, because there is nobody to compare with.

# %%
session.draw("breakdowns")

# %% tags=["nbval-check-output"]
session.view["breakdowns"].query("breaks")[["touchpoint", "n", "repeat_rate", "effect"]].round(3)

# %% [markdown]
# ## 6. Still to be defined
#
# What the workshop left open: roles, needs, expectations and variables that nobody wrote down.

# %%
session.view["to_define"]

# %% [markdown]
# ## 7. Behind each touchpoint
#
# The service blueprint: what the customer does, what stands in front, what works behind, and how long customers wait before they come.

# %%
session.view["blueprint"]

# %% [markdown]
# ## What we found
#
# Each claim, the weightiest first, with its evidence under it; the table `finding_rows` names the rows it rests on.

# %%
session.findings("mapping")

# %% [markdown]
# ## Limits
#
# What the data cannot carry, and what would be needed.

# %%
session.limits("mapping")

# %% [markdown]
# ## References
#
# - Singer, J. D. & Willett, J. B. (2003). *Applied Longitudinal Data Analysis*: discrete-time hazards and censoring.
# - van der Aalst, W. (2016). *Process Mining*: event logs, variants, transitions.
# - Wilson, E. B. (1927). Probable inference. *JASA* 22: the interval of a share.

# %%
session.close("01_map_touchpoints")
