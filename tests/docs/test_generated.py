"""Generated pages are what the code says now."""

import runpy

from tests.support.shared_preview import REPOSITORY


def test_every_generated_page_is_current() -> None:
    generator = runpy.run_path(str(REPOSITORY / "docs" / "generate.py"))
    for name, text in generator["pages"]().items():
        page = REPOSITORY / "docs" / "generated" / name
        assert page.read_text(encoding="utf-8") == text, f"docs/generated/{name} is stale: run make docs"
