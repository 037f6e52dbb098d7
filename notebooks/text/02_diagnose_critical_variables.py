# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Which variables and which moments matter, and how sure are we?
#
# **You need** `responses` with at least one outcome; better with `customers`, `interactions` and `operations`.
#
# **You get** scores with intervals, drivers tested against chance, pains and delights, causes behind the scenes, and the moments that matter with what each is worth.

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
results = session.run("diagnosis")
session.engagement.config.client, session.engagement.period

# %% [markdown]
# ## 1. Quality now
#
# How good is each outcome, overall and at each touchpoint? Where intervals overlap, that alone says nothing about a difference.

# %%
session.draw("scores")

# %% tags=["nbval-check-output"]
scores = session.view["scores"].query("touchpoint == 'overall' and segment == 'all'")
scores[["outcome", "metric", "n", "score", "low", "high"]].round(2)

# %% [markdown]
# ## 2. The answers behind the score
#
# Two clients with one score can have very different customers.

# %%
session.draw("answers")

# %% [markdown]
# ## 3. Critical variables
#
# Each bar is a variable's share of the explained variation (LMG: its average contribution over all orders). *Critical* is a matter of the tested, signed effect after correction for many tests; a bar above zero is no test.

# %%
session.draw("drivers")

# %% tags=["nbval-check-output"]
main = session.view.main
drivers = session.view["drivers"].query("scope == 'overall' and outcome == @main")
drivers[["variable", "n", "importance", "critical"]].round(2)

# %% [markdown]
# ## 4. Important and badly performed
#
# The share of resamples in which a variable falls into its quadrant replaces the crosshair: near the lines, nobody knows.

# %%
session.draw("priorities")

# %% [markdown]
# ## 5. What only hurts, what only pleases
#
# A basic is noticed when it fails; an excitement when it is there. The labels need a tested change of slope that an ordinal model confirms.

# %%
session.draw("asymmetry")

# %% [markdown]
# ## 6. What customers say
#
# Themes of the comments with their mood; names, numbers and addresses are removed before anything is stored.

# %%
session.draw("themes")

# %% [markdown]
# ## 7. Behind the scenes
#
# Which activity, late or failed, goes with worse experience where?

# %%
session.draw("backstage")

# %% [markdown]
# ## 8. Does good recovery win the customer back?
#
# Failed and recovered, failed and not, never failed.

# %%
session.draw("recovery")

# %% [markdown]
# ## 9. Who stays, and what makes customers leave
#
# Retention by length of relation, and the effect of a bad experience on staying, at equal exposure and segment.

# %%
session.draw("retention")

# %%
session.draw("leaving")

# %% [markdown]
# ## 10. The moments that matter
#
# Truth (first value), friction and delight, with the grade of evidence and what is at stake in a year.

# %%
session.draw("moments")

# %% tags=["nbval-check-output"]
session.view["moments"][["rank", "moment_id", "grade", "n"]]

# %% [markdown]
# ## 11. What the team had guessed
#
# The guesses were frozen before the diagnosis.

# %%
session.view["assumption_scores"]

# %% [markdown]
# ## What we found
#
# Each claim, the weightiest first, with its evidence under it; the table `finding_rows` names the rows it rests on.

# %%
session.findings("diagnosis")

# %% [markdown]
# ## Limits
#
# What the data cannot carry, and what would be needed.

# %%
session.limits("diagnosis")

# %% [markdown]
# ## References
#
# - Lindeman, Merenda & Gold (1980); Grömping, U. (2006). Relative importance for linear regression in R. *J. Stat. Softw.* 17(1).
# - Benjamini, Y. & Hochberg, Y. (1995). *JRSS B* 57: the false discovery rate.
# - Rocks, B. (2016). Interval estimation for the Net Promoter Score. *The American Statistician* 70(4).
# - Hutto, C. & Gilbert, E. (2014). VADER.

# %%
session.close("02_diagnose_critical_variables")
