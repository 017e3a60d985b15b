"""Run the notebooks from top to bottom and keep what they show, without times and paths.

./rake python notebooks/run.py [NAME …]      all of them without names
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
LONGEST = 300  # seconds that a cell may take


def names() -> list[str]:
    """Return the file names of the notebooks."""
    return sorted(path.name for path in FOLDER.glob("[0-9]*.ipynb"))


def executed(name: str, place: Path) -> dict[str, Any]:
    """Run a copy of a notebook in another folder, which then holds the files that it writes.

    Parameters
    ----------
    name : str
    place : Path
        An empty folder.

    Returns
    -------
    dict
        The notebook as it is kept.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        If a cell ends in an error.
    """
    import nbclient
    import nbformat

    folder = place / FOLDER.name
    folder.mkdir(parents=True)
    (place / "src").symlink_to(FOLDER.parent / "src", target_is_directory=True)
    shutil.copytree(FOLDER / "data", folder / "data")
    book = nbformat.read(FOLDER / name, as_version=4)
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    client = nbclient.NotebookClient(
        book, timeout=LONGEST, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    client.execute()
    return clean(json.loads(nbformat.writes(book)))


def clean(book: dict[str, Any]) -> dict[str, Any]:
    """Return a notebook without what differs from one run and machine to another."""
    book["metadata"] = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in book["cells"]:
        cell["metadata"] = {}
        for output in cell.get("outputs", []):
            output.pop("transient", None)
            if "metadata" in output:
                output["metadata"] = {}
            if "image/png" in output.get("data", {}):
                output["data"].pop("text/html", None)  # the same picture again
    return book


def main(wanted: list[str]) -> None:
    """Run notebooks and write them back."""
    for name in wanted or names():
        with tempfile.TemporaryDirectory() as place:
            book = executed(name, Path(place))
        (FOLDER / name).write_text(json.dumps(book, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        sys.stdout.write(f"{name}: {len(book['cells'])} cells\n")


if __name__ == "__main__":
    main(sys.argv[1:])
