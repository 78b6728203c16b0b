import ast
import importlib.metadata
import inspect
import json
import subprocess
import sys
import threading
from pathlib import Path

import bouncedex
import polars as pl
import pyarrow as pa
import pytest

FULL = "552 5.2.2 Mailbox full"
UNKNOWN = "550 5.1.1 User unknown"
NOTHING = {name: None for name in bouncedex.COLUMNS} | {"reason": "unknown"}


def fields(answer):
    """An answer as a row of classify_arrow."""
    return NOTHING if answer is None else {name: getattr(answer, name) for name in bouncedex.COLUMNS}


def test_the_program_and_the_module_are_of_one_version():
    assert importlib.metadata.version("bouncedex") == bouncedex.__version__
    assert importlib.metadata.version("bouncedex-python") == bouncedex.__version__


def test_explain_says_what_the_program_says():
    program = Path(sys.executable).with_name("bouncedex")
    text = f"{FULL}\nhello\n421-4.7.28 Gmail has detected an unusual rate\n421 4.7.28 of mail\n"
    printed = subprocess.run(
        [program, "--no-config", "explain", "--format", "json"], input=text, capture_output=True, text=True
    ).stdout
    wanted = [json.loads(line) for line in printed.splitlines()]
    found = bouncedex.explain(text)
    assert [json.loads(each.to_json()) for each in found] == wanted
    assert len(found) == 2
    for each, object in zip(found, wanted):
        for name in set(object) - {"input", "reported", "time", "queue", "stage"}:
            assert getattr(each, name) == object[name], name
        assert each.line == object["input"]["line"]


def test_classify_answers_each_by_itself():
    texts = [FULL, None, "hello", "", UNKNOWN.encode(), b"550 5.1.1 \xff\xfe no such user", FULL]
    answers = bouncedex.classify(texts)
    assert [answer and answer.reason for answer in answers] == [
        "mailbox-full", None, None, None, "user-unknown", "user-unknown", "mailbox-full",
    ]
    assert answers == [bouncedex.classify([text])[0] for text in texts]
    assert bouncedex.classify([]) == []


def test_host_and_recipient_count_where_the_text_names_none():
    said = ["550 5.7.1 Message rejected"] * 3
    hosts = [None, "gmail-smtp-in.l.google.com", b"\xff"]
    recipients = ["jo@example.org"] * 3
    answers = bouncedex.classify(said, hosts=hosts, recipients=recipients)
    assert [answer.provider for answer in answers] == [None, "gmail", None]
    column = bouncedex.classify_arrow(
        pa.array(said), hosts=pa.array([None, "gmail-smtp-in.l.google.com", ""]), recipients=pa.array(recipients)
    )
    assert pa.array(column).field("provider").to_pylist() == [None, "gmail", None]


TEXTS = [FULL, None, "hello", "", UNKNOWN, FULL]


@pytest.mark.parametrize(
    "column",
    [
        pa.array(TEXTS),
        pa.array(TEXTS, pa.large_string()),
        pa.array(TEXTS, pa.string_view()),
        pa.array([text and text.encode() for text in TEXTS], pa.binary()),
        pa.array([text and text.encode() for text in TEXTS], pa.large_binary()),
        pa.array([text and text.encode() for text in TEXTS], pa.binary_view()),
        pa.array(TEXTS).dictionary_encode(),
        pa.array(["x", *TEXTS, "x"])[1:-1],
        pa.chunked_array([TEXTS[:2], [], TEXTS[2:]], pa.string()),
        pl.Series(TEXTS),
    ],
    ids=lambda column: str(getattr(column, "type", "polars")),
)
def test_every_kind_of_column_is_answered_row_by_row(column):
    wanted = [None if text is None else fields(bouncedex.classify([text])[0]) for text in TEXTS]
    answers = bouncedex.classify_arrow(column)
    assert len(answers) == len(TEXTS)
    # Both interfaces, twice: to read the answers does not use them up.
    for _ in range(2):
        assert pa.array(answers).to_pylist() == wanted
        assert pa.chunked_array(answers).to_pylist() == wanted
    assert [field.name for field in pa.array(answers).type] == bouncedex.COLUMNS
    pa.array(answers).validate(full=True)


@pytest.mark.parametrize("column", [pa.array([], pa.string()), pa.chunked_array([], pa.string()), pa.nulls(3)], ids=str)
def test_columns_without_a_text(column):
    assert pa.array(bouncedex.classify_arrow(column)).to_pylist() == [None] * len(column)


def test_what_is_no_column_of_texts_is_an_error():
    with pytest.raises(TypeError, match="strings or bytes, not of Int64"):
        bouncedex.classify_arrow(pa.array([1]))
    with pytest.raises(ValueError, match="__arrow_c_array__"):
        bouncedex.classify_arrow([FULL])
    with pytest.raises(ValueError, match="1 texts, but 2 hosts"):
        bouncedex.classify_arrow(pa.array([FULL]), hosts=pa.array(["a", "b"]))
    with pytest.raises(ValueError, match="1 texts, but 0 recipients"):
        bouncedex.classify([FULL], recipients=[])
    with pytest.raises(TypeError):
        bouncedex.classify([1])
    with pytest.raises(TypeError):
        bouncedex.classify(FULL)


def test_threads_share_what_is_known():
    column = pa.array([f"550 5.1.1 <u{number}@example.org>: User unknown" for number in range(2000)])
    found = []
    threads = [threading.Thread(target=lambda: found.append(pa.array(bouncedex.classify_arrow(column)))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert all(answers == found[0] for answers in found)
    assert set(found[0].field("reason").to_pylist()) == {"user-unknown"}


def test_the_catalogue_explains_what_is_found():
    entries = {entry.id: entry for entry in bouncedex.catalogue()}
    assert len(entries) == len(bouncedex.catalogue())
    [found] = bouncedex.explain(FULL)
    entry = entries[found.entry]
    for name in ["title", "reason", "category", "meaning", "steps", "sources"]:
        assert getattr(entry, name) == getattr(found, name)


def test_the_stubs_name_what_there_is():
    """Everything public, with its members; and all of it documented for help()."""
    stubs = ast.parse(Path(bouncedex.__file__).with_name("_bouncedex.pyi").read_text())
    typed = {node.name: node for node in stubs.body if isinstance(node, (ast.ClassDef, ast.FunctionDef))}
    for name in set(bouncedex.__all__) - {"COLUMNS", "__version__"}:
        object, node = getattr(bouncedex, name), typed[name]
        assert object.__doc__ and ast.get_docstring(node), name
        if inspect.isclass(object):
            members = {part.name for part in node.body if isinstance(part, ast.FunctionDef)}
            assert {part for part in dir(object) if not part.startswith("_")} == {
                part for part in members if not part.startswith("_")
            }, name
        else:
            parameters = [each.arg for each in node.args.args + node.args.kwonlyargs]
            assert list(inspect.signature(object).parameters) == parameters
    assert Path(bouncedex.__file__).with_name("py.typed").exists()
    assert set(typed) - {"ArrowArray", "ArrowStream"} == set(bouncedex.__all__) - {"COLUMNS", "__version__"}


def test_pipx_installs_the_program(tmp_path, monkeypatch):
    wheels = Path(__file__).parents[2] / "target/python/wheels"
    monkeypatch.setenv("PIPX_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PIPX_BIN_DIR", str(tmp_path / "bin"))
    monkeypatch.setenv("PIPX_MAN_DIR", str(tmp_path / "man"))
    # pipx has its own pip from the index, so only the packages come from here.
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    [program] = wheels.glob("bouncedex-*.whl")
    subprocess.run([sys.executable, "-m", "pipx", "install", program], check=True)
    ran = subprocess.run([tmp_path / "bin/bouncedex", "--version"], capture_output=True, text=True, check=True)
    assert ran.stdout == f"bouncedex {bouncedex.__version__}\n"
