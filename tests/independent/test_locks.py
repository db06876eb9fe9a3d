"""What is installed from others is pinned by its contents, and the lists say nothing of where they were made."""

import json
import re

from tests.independent.counterparts import HERE

NODE = json.loads((HERE / "node" / "package-lock.json").read_text("utf-8"))
WISHED = json.loads((HERE / "node" / "package.json").read_text("utf-8"))["dependencies"]
PYTHON = (HERE / "requirements.txt").read_text("utf-8")


def test_node_packages_are_pinned_by_their_contents_and_by_no_address() -> None:
    packages = {name: package for name, package in NODE["packages"].items() if name}

    assert len(packages) > 100
    assert [name for name, package in packages.items() if not package.get("integrity")] == []
    assert [name for name, package in packages.items() if "resolved" in package] == []


def test_node_packages_that_are_wished_for_are_wished_for_exactly() -> None:
    locked = {name: NODE["packages"][f"node_modules/{name}"]["version"] for name in WISHED}

    assert locked == WISHED == NODE["packages"][""]["dependencies"]


def test_python_packages_are_pinned_by_hash_and_by_no_address() -> None:
    blocks = [block for block in re.split(r"\n(?=[^\s#])", PYTHON) if block.strip()]

    assert [block for block in blocks if "==" not in block or "--hash=sha256:" not in block] == []
    assert "://" not in PYTHON
    assert re.findall(r"^vonage==3\.\S+", PYTHON, re.MULTILINE)
