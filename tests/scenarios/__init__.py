"""The whole bot between fake chats and fake networks."""

import pytest

# So that a failed comparison shows both texts.
pytest.register_assert_rewrite("tests.scenarios.transcripts")
