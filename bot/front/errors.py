"""What keeps a front-end from starting."""

from __future__ import annotations


class FrontError(Exception):
    """A setting that only the operator can mend.

    `key`: of the texts; `setting`: the name of the setting. Neither holds its value.
    """

    def __init__(self, key: str, setting: str) -> None:
        super().__init__(f"{key} ({setting})")
        self.key = key
        self.setting = setting
