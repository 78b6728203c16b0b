"""The examples and commands of docs/python.md, each run as it stands there."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", (ROOT / "docs/python.md").read_text(), re.M | re.S)
EXAMPLES = [text for language, text in BLOCKS if language == "python"]
COMMANDS = [text for language, text in BLOCKS if language == "sh"]


def test_every_block_is_run():
    assert len(EXAMPLES) == 7 and len(COMMANDS) == 2 and len(BLOCKS) == 9


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_example(example, tmp_path):
    if "pyspark" in example and not (importlib.util.find_spec("pyspark") and shutil.which("java")):
        pytest.skip("Spark is not installed")
    file = tmp_path / "example.py"
    file.write_text(example)
    environment = {**os.environ, "PYSPARK_PYTHON": sys.executable}
    ran = subprocess.run([sys.executable, file], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize("command", COMMANDS, ids=str.strip)
def test_command(command, tmp_path):
    """In an empty environment, from the wheels that were built."""
    subprocess.run([sys.executable, "-m", "venv", tmp_path], check=True)
    environment = {
        **os.environ,
        "PATH": f"{tmp_path}/bin:{os.environ['PATH']}",
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(ROOT / "target/python/wheels"),
    }
    subprocess.run(command, shell=True, check=True, env=environment)
    subprocess.run([tmp_path / "bin/python", "-c", "import bouncedex; assert bouncedex.explain('550 5.1.1 No such user')"], check=True)
    has_program = (tmp_path / "bin/bouncedex").exists()
    assert has_program == (command.strip() == "pip install bouncedex")
    if has_program:
        subprocess.run([tmp_path / "bin/bouncedex", "explain", "550 5.1.1 No such user"], check=True, stdout=subprocess.DEVNULL)
