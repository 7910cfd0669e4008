#!/usr/bin/env python3
"""Checks that every relative link and heading anchor in the project's Markdown leads somewhere."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")


def anchors(text):
    """The anchors that the headings of a page have, as GitHub makes them."""
    found = set()
    for heading in re.findall(r"^#{1,6}\s+(.+?)\s*$", text, re.MULTILINE):
        plain = re.sub(r"[`*]", "", heading).lower()
        found.add(re.sub(r"[^\w\- ]", "", plain).replace(" ", "-"))
    return found


def without_code(text):
    return re.sub(r"`[^`\n]*`", "", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


def main():
    pages = [p for p in ROOT.glob("*.md")] + sorted((ROOT / "Docs").rglob("*.md"))
    faults, count = [], 0
    for page in pages:
        for match in LINK.finditer(without_code(page.read_text(encoding="utf-8"))):
            target = match.group(1) or match.group(2)
            if re.match(r"[a-z]+:", target):
                continue
            count += 1
            path, _, anchor = target.partition("#")
            destination = (page.parent / path).resolve() if path else page
            if not destination.exists():
                faults.append(f"{page.relative_to(ROOT)}: {target} is not there")
            elif anchor and destination.suffix == ".md":
                if anchor not in anchors(destination.read_text(encoding="utf-8")):
                    faults.append(f"{page.relative_to(ROOT)}: {target} has no such heading")
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"links: {count} checked on {len(pages)} pages, {len(faults)} broken")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
