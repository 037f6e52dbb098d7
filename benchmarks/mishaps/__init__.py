"""Bad inputs as clients bring them, each with what it must be told and how it is mended."""

from mishaps import beside, books, dates, deliveries, names, text, values

LISTED = (
    *text.CASES,
    *values.CASES,
    *dates.CASES,
    *names.CASES,
    *books.CASES,
    *deliveries.CASES,
)
BESIDE = beside.CASES
