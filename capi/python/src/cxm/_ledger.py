# SPDX-License-Identifier: Apache-2.0
"""What was published of one body of answers."""
from __future__ import annotations

import json
import pathlib
from typing import Any

from ._library import Handle, buffer_bytes, made, text_arguments
from ._results import Path, read_whole, write_whole


class Ledger:
    """Account of what was published of one body of answers: group names, no numbers (docs/disclosure.md). Given to
    cxm.assess and Tally.share, small groups stay hidden over all selections and crossings together; each call that
    succeeds continues it. Ledger() is empty; Ledger(path) reads a file, which need not exist yet."""

    def __init__(self, path: "Path | None" = None) -> None:
        if path is not None and pathlib.Path(path).exists():
            text = read_whole(path).decode("utf-8")
            self._handle: Handle = made("cxm_ledger_free", "cxm_ledger_parse", None, *text_arguments(text))
        else:
            self._handle = made("cxm_ledger_free", "cxm_ledger_new", None)

    def json(self) -> str:
        """The ledger as JSON: equal ledgers have equal bytes."""
        return buffer_bytes("cxm_ledger_json", self._handle).decode("utf-8")

    def save(self, path: Path) -> None:
        """Write it, complete or not at all."""
        write_whole(path, self.json())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ledger) and self.json() == other.json()

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> Any:
        return _ledger_again, (self.json(),)

    def __repr__(self) -> str:
        about = json.loads(self.json())
        return f"<cxm.Ledger of {about['publications']} publications of {len(about['waves'])} waves>"


def _ledger_again(text: str) -> Ledger:
    out = Ledger()
    out._handle = made("cxm_ledger_free", "cxm_ledger_parse", None, *text_arguments(text))
    return out
