from collections.abc import Sequence
from typing import Any, Protocol, final

__version__: str

COLUMNS: list[str]
"""The fields of the structs that classify_arrow returns, all strings. The list is only added to."""

Text = str | bytes

class ArrowArray(Protocol):
    """A column of Arrow: pyarrow.Array, a Polars or pandas Series, arro3 ..."""

    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...

class ArrowStream(Protocol):
    """A column of Arrow in chunks."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

@final
class Answer:
    """What a record means. README of the program describes the fields."""

    @property
    def reply(self) -> str | None: ...
    @property
    def enhanced(self) -> str | None: ...
    @property
    def provider(self) -> str | None: ...
    @property
    def entry(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def category(self) -> str: ...
    @property
    def action(self) -> str: ...
    @property
    def outcome(self) -> str: ...
    @property
    def confidence(self) -> str: ...
    @property
    def event(self) -> str: ...

@final
class Answers:
    """A column of structs, of the fields COLUMNS: pyarrow, Polars, DuckDB and others take it as it is."""

    def __len__(self) -> int: ...
    def __arrow_c_schema__(self) -> Any: ...
    def __arrow_c_array__(self, requested_schema: object | None = None) -> Any: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> Any: ...

@final
class Explanation:
    """A bounce of a text, and what it means."""

    @property
    def line(self) -> int:
        """Where it stands in the text, counted from 1."""

    @property
    def recipient(self) -> str | None: ...
    @property
    def event(self) -> str: ...
    @property
    def reply(self) -> str | None: ...
    @property
    def enhanced(self) -> str | None: ...
    @property
    def text(self) -> str: ...
    @property
    def remote(self) -> str | None: ...
    @property
    def provider(self) -> str | None: ...
    @property
    def entry(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def category(self) -> str: ...
    @property
    def action(self) -> str: ...
    @property
    def outcome(self) -> str: ...
    @property
    def confidence(self) -> str: ...
    @property
    def evidence(self) -> list[str]:
        """The parts of the text that support the entry."""

    @property
    def meaning(self) -> str: ...
    @property
    def steps(self) -> list[str]:
        """What to do, in this order."""

    @property
    def sources(self) -> list[str]: ...
    def to_json(self) -> str:
        """The object that `bouncedex explain --json` prints."""

@final
class Entry:
    """One thing that can go wrong with a delivery, as one party says it."""

    @property
    def id(self) -> str: ...
    @property
    def provider(self) -> str: ...
    @property
    def provider_name(self) -> str: ...
    @property
    def codes(self) -> str: ...
    @property
    def tags(self) -> list[str]: ...
    @property
    def title(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def category(self) -> str: ...
    @property
    def action(self) -> str: ...
    @property
    def outcome(self) -> str: ...
    @property
    def meaning(self) -> str: ...
    @property
    def steps(self) -> list[str]: ...
    @property
    def examples(self) -> list[str]: ...
    @property
    def related(self) -> list[str]: ...
    @property
    def sources(self) -> list[str]: ...
    @property
    def note(self) -> str | None: ...

def explain(text: str) -> list[Explanation]:
    """Explains every bounce of a text: a reply, a log, a whole message, JSON, a session."""

def classify(
    texts: Sequence[Text | None],
    *,
    hosts: Sequence[Text | None] | None = None,
    recipients: Sequence[Text | None] | None = None,
) -> list[Answer | None]:
    """What each of many texts means by itself; None where nothing is recognised.

    hosts are the servers that replied, recipients the failed addresses, where the texts do not name them.
    """

def classify_arrow(
    texts: ArrowArray | ArrowStream,
    *,
    hosts: ArrowArray | ArrowStream | None = None,
    recipients: ArrowArray | ArrowStream | None = None,
) -> Answers:
    """What each text of a column of Arrow means, as a column of structs in as many chunks.

    A null stays null. Where nothing is recognised, the reason is "unknown" and the other fields are null. Other threads of
    Python run meanwhile.
    """

def catalogue() -> list[Entry]:
    """Every entry of the built-in catalogue, in its order."""
