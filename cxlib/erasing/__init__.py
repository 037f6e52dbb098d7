"""`cx forget`: a person leaves whatever the kit keeps; aggregates stay."""

from cxlib.erasing.forgetting import Forgot, forget

__all__ = ["Forgot", "forget"]
