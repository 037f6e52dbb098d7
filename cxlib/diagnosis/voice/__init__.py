"""What customers say and feel: themes and sentiment of their comments, per touchpoint."""

from cxlib.diagnosis.voice.themes import themes

__all__ = ["themes"]
