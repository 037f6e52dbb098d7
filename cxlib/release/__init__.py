"""What may be shown: result tables with small groups suppressed."""
