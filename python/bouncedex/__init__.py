"""What SMTP bounces mean, and what to do about them."""

from ._bouncedex import (
    COLUMNS,
    Answer,
    Answers,
    Entry,
    Explanation,
    __version__,
    catalogue,
    classify,
    classify_arrow,
    explain,
)

__all__ = [
    "COLUMNS",
    "Answer",
    "Answers",
    "Entry",
    "Explanation",
    "__version__",
    "catalogue",
    "classify",
    "classify_arrow",
    "explain",
]
