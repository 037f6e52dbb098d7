"""What the workshop workbook says: purposes, instructions and examples."""

from __future__ import annotations

PURPOSE = {
    "touchpoints": "every moment of contact, in the order in which the customer walks it",
    "variables": "what the survey asks about each touchpoint",
    "assumptions": "what you believe is critical: frozen before anybody looks at the data",
    "owners": "who owns touchpoints and initiatives, and how much each can carry at a time",
    "initiatives": "what you do or could do, for which moment, at which cost",
    "raci": "one row per department and letter: exactly one A, at least one R for each subject",
    "readiness": "one row per answer of a member of a department, without names, 1 to 5",
    "targets": "what you aim at, and what competitors reach",
}
SHEETS = tuple(PURPOSE)
INSTRUCTIONS = (
    "Fill the sheets from row 4 on. Row 1 holds the columns, row 2 what they mean, row 3 an "
    "example that is not read.",
    "Yellow columns are needed in every row; leave anything else empty rather than guess.",
    "What your data already shows is filled in: complete it, correct it, or delete the row.",
    "Several names in one cell are separated by ; and dates are written 2026-09-30.",
    "An uplift is points on the variable's own scale (0.4 of 1 to 5), never per cent. Without a "
    "variable it is the share, from 0 to 1, of bad experiences that would be gone.",
    "Put the workbook into the engagement folder and these lines into engagement.yml; leave out "
    "the lines of sheets that you did not fill:",
)
EXAMPLES = {
    "touchpoints": {
        "touchpoint": "first bill", "stage": "onboarding", "order": "9", "journey": "join",
        "channel": "e-mail", "environment": "digital", "surroundings": "read at the kitchen table",
        "role": "confirms the deal", "bond": "trust", "need": "see that the price is as agreed",
        "expectation": "no surprise", "brand_promise": "no surprises on price",
        "pushes": "a tablet", "forced": "no", "owner": "Finance",
    },
    "variables": {
        "variable": "bill_clarity", "touchpoint": "first bill", "label": "Clarity of the bill",
        "kind": "attribute", "group": "billing", "scale_low": "1", "scale_high": "5",
        "better": "high", "na_codes": "99", "controllable": "yes",
    },
    "assumptions": {"touchpoint": "first bill", "variable": "bill_clarity", "guess": "critical"},
    "owners": {"owner": "Finance", "department": "Finance", "person": "A. Example",
               "capacity": "2"},
    "initiatives": {
        "initiative": "plain bill", "touchpoint": "first bill", "variable": "bill_clarity",
        "moment": "friction", "uplift": "0.4", "cost": "12000", "months": "3", "owner": "Finance",
        "start": "2026-11-01", "status": "planned", "rollout": "region=North;South from 2026-11",
        "depends_on": "new printer", "excludes": "paper bill", "kpi": "recommend",
        "expected_change": "2", "expected_by": "2027-06-30",
    },
    "raci": {"subject": "first bill", "department": "Finance", "letter": "A"},
    "readiness": {"department": "Finance", "awareness": "4", "motivation": "3", "capability": "4"},
    "targets": {"kpi": "recommend", "period": "2027-06", "target": "10", "source": "own"},
}  # fmt: skip
