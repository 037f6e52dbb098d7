# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Can the client's data carry the questions?
#
# **You need** an engagement folder with its `engagement.yml` and the tables it names. Without parameters this notebook opens the sample client, Larkfield Mobile.
#
# **You get** the `quality` table: what was found while reading, what was mended, what was left out and why; and the `suspicions`: where every cell is valid and the figure may be wrong all the same. Nothing is dropped silently: rows in = rows used + rows excluded + rows outside the question.

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
session.engagement.config.client, session.engagement.period

# %% [markdown]
# ## 1. What came in
#
# The mirror: each file with its rows, each outcome with its answers, its good end and its score, and what no figure rests on. Show it to whoever sent the files, before anything is concluded from them.

# %%
session.mirror

# %% [markdown]
# One line for each table: rows that came, rows that are used.

# %% tags=["nbval-check-output"]
quality = session.view["quality"]
quality[quality["check"].isin(["rows in", "rows used"])].pivot(index="table", columns="check", values="n")

# %% [markdown]
# ## 2. What was mended, and what was left out
#
# Read the remedies first: they say what to ask the client for.

# %%
quality[quality["severity"].isin(["mended", "excluded", "warning"])].drop(columns="example")

# %% [markdown]
# ## 3. What looks wrong although every cell is valid
#
# A column can follow from another, an event can fire twice, a scale can change between two waves: each cell keeps its contract, and the figure is wrong. A suspicion says what it would change. *stop* keeps the report from being sent, *warn* is named in the verdict, *tell* is for you alone.

# %%
session.view["suspicions"][["severity", "suspicion", "table", "column", "n", "measure", "before", "after", "words", "remedy"]]

# %% [markdown]
# ## 4. What is missing
#
# A missing table costs a section of the report, never the run. The sentence says which.

# %%
quality.loc[quality["check"] == "missing table", ["table", "remedy"]]

# %% [markdown]
# ## What we found
#
# The tables above are the finding: nothing was dropped silently, and each remedy names what to ask the client for.

# %% [markdown]
# ## Limits
#
# A check of form is not a check of truth. That a score lies inside its scale does not say that it was entered for the right customer; ask whoever made the export how it was made.

# %% [markdown]
# ## References
#
# - Wickham, H. (2014). Tidy data. *Journal of Statistical Software* 59(10): the shape every table is brought into.

# %%
session.close("00_check_data")
