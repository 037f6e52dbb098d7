"""How each answer was found: one plain sentence in the body, the method and source at the end."""

from __future__ import annotations

from dataclasses import dataclass

from cxlib.engagement.config import Policy
from cxlib.language import words


@dataclass(frozen=True)
class Method:
    """A method of the appendix: its name, what it does and its limits, where it comes from."""

    name: str
    told: str
    source: str


SENTENCES = {
    "touchpoint_map": "Touchpoints come from the client's catalogue and from the data; what only "
    "one of them knows is marked.",
    "transitions": "Every step from one touchpoint to the next was counted, within a customer's "
    "trip.",
    "funnel": "A stage counts as completed when the customer went on; customers still on their "
    "way are not counted as lost.",
    "journeys": "Trips that are still open are left out of the share completed.",
    "breakdowns": "Customers who passed a touchpoint, or came to it again without completing (at "
    "once, or after looking elsewhere), are compared with others who had got as far; all "
    "touchpoints are tested together.",
    "scores": "Scores carry intervals for the sample's size; differences between segments are "
    "tested, not read off overlapping bars.",
    "answers": "The whole distribution is shown, because one score can hide two camps.",
    "drivers": "Importance is each variable's fair share of what all of them explain together; a "
    "variable is critical only when its own effect passes a test corrected for their number.",
    "priorities": "Each variable's quadrant was found again in resamples of the answers; where it "
    "changes too often, the picture says so.",
    "asymmetry": "The effect of low answers was compared with the effect of high ones; kinds are "
    "named only where they differ by more than chance.",
    "themes": "Comments were sorted into themes by the words they share, after names, numbers and "
    "addresses had been removed.",
    "backstage": "The runs of each activity behind the scenes were matched to the customers they "
    "served.",
    "recovery": "Customers whose problem was solved are compared with those whose was not, and "
    "with those who had none; the score before is allowed for.",
    "recovery_designs": "Three levers win a customer back: speed, empathy and competence; where a "
    "variable stands for one, its measured effect is shown.",
    "proposals": "Proposals come from a catalogue, by kind of moment; none carries an invented "
    "effect, only the uplift at which it would pay.",
    "moved": "Each variable's change since the period before was tested, all of them together.",
    "retention_curve": "Customers who are still there count for as long as they have been seen; "
    "they are not taken as staying for ever.",
    "leaving": "Customers with a good and a bad experience were followed until they left, and "
    "compared as if alike in exposure and segment.",
    "moments": "A moment is named by written rules over breakdowns, scores and staying; its value "
    "is the staying it moves, times the customers who pass, times their value.",
    "assumption_scores": "The team's guesses were written down before the data was looked at.",
    "strategies": "Each posture follows a written rule over performance, importance and value.",
    "portfolio": "Initiatives were chosen together for the highest expected benefit within the "
    "budget; the choice was repeated over the uncertainty of every benefit.",
    "readiness": "Each department's answers are averaged only with the interval their number "
    "allows.",
    "raci_findings": "Every subject needs exactly one department accountable and at least one "
    "responsible.",
    "roadmap": "Initiatives start when what they wait for has ended and their owner has room.",
    "value_chain": "Each activity's share of the cost stands beside its share of the value that "
    "the diagnosis found.",
    "kpis": "A point outside the band, or eight in a row on one side of the centre, is a signal; "
    "anything else is what chance does.",
    "alerts": "An alert is a signal that survives when all series are judged together.",
    "benefits": "A change is credited to an initiative only against a comparison group or a long "
    "enough series; otherwise it is not yet knowable.",
    "mix": "The change is split into customers having changed and their answers having changed.",
    "stuck": "Customers at a make-or-break point who tried again without completing.",
}

APPENDIX = (
    Method("Intervals of scores",
           "Net Promoter Scores by the adjusted Wald interval, shares by Wilson's, their "
           "differences by Newcombe's; means by the t interval. Weighted answers count with their "
           "effective number; answers of one account are not taken as independent.",
           "Bonett & Price 2012; Wilson 1927; Newcombe 1998; Kish 1965"),
    Method("Drivers",
           "Shares of the explained variance averaged over all orders of entry (LMG, the Shapley "
           "value), with bootstrap intervals. “Critical” is a test of the signed effect, corrected "
           "for the number of variables. Importance is association, not proof of cause.",
           "Lindeman, Merenda & Gold 1980; Grömping 2007; Benjamini & Hochberg 1995"),
    Method("Basic, performance, excitement",
           "A change of slope at the middle of the scale, tested, and confirmed by a model for "
           "ordered answers because a closed scale bends straight lines.",
           "Kano 1984; Anderson & Mittal 2000"),
    Method("Importance and performance",
           "The quadrant of each variable with the share of resamples in which it stays there.",
           "Martilla & James 1977"),
    Method("Breakdowns",
           "The risk of dropping out at each touchpoint, given how far the customer had got, open "
           "journeys taken as unfinished and not as lost.", "Singer & Willett 1993"),
    Method("Staying and leaving",
           "Survival from the first day, tenure and exposure allowed for, so that those who had "
           "longer to meet a touchpoint do not seem to stay longer because of it.",
           "Kaplan & Meier 1958; Cox 1972"),
    Method("Many tests at once",
           "p-values are adjusted so that of the findings named, the expected share of false ones "
           "stays below the rate stated.", "Benjamini & Hochberg 1995"),
    Method("Choice of initiatives",
           "An exact search over all combinations that fit the budget, the owners' room, what "
           "depends on what and what rules out what.", "Integer programming"),
    Method("Control charts",
           "Values by individuals charts (limits at 3 average moving ranges / 1.128), shares of "
           "large bases by Laney's p′ chart. Fewer than 24 points give provisional limits, fewer "
           "than 8 none. An unfinished period is shown and not judged.",
           "Shewhart 1931; Montgomery 2019; Laney 2002"),
    Method("Did it work?",
           "A comparison group where the initiative was rolled out to some, otherwise an "
           "interrupted series; never a bare before and after on units picked for being worst, "
           "which improve by chance alone.", "Regression to the mean: Barnett et al. 2005"),
)  # fmt: skip


def small_groups(policy: Policy) -> str:
    """What is hidden and what is marked, in one sentence.

    >>> small_groups(Policy())[:42]
    'Groups of fewer than 10 are never shown, n'
    """
    from cxlib.release.suppression import limit

    return (
        f"Groups of fewer than {limit(policy)} are never shown, nor is a neighbour from which "
        f"they could be worked back; below {policy.reliability_n} a number is marked “low base”. "
        f"Intervals are {words.confidence(policy.confidence)}s."
    )


GLOSSARY = (
    ("touchpoint", "a moment of contact, as the customer walks it"),
    ("journey", "a type of trip, such as upgrading; one customer's one trip is an instance"),
    ("outcome", "what experience is judged by, such as recommending"),
    ("driver", "a variable with a measured importance for an outcome"),
    ("moment of truth", "a make-or-break moment, often the first value the customer gets"),
    ("friction", "something goes wrong, and may be won back"),
    ("delight", "the unexpected"),
    ("activity", "what is done behind the scenes to make a touchpoint work"),
    ("signal", "a rule of a control chart fired"),
    ("alert", "a signal that survives when all series are judged together"),
    ("low base", "so few answers that the number is only a hint"),
)
