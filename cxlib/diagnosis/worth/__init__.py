"""What is it worth: how long customers stay, what makes them leave, and what that costs."""

from cxlib.diagnosis.worth.worth import worth

__all__ = ["worth"]
