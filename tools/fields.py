"""Write docs/fields.md anew, which says what every form takes: ``PYTHONPATH=src:. .venv/bin/python -m tools.fields``."""

import os
import pkgutil
from importlib import import_module
from typing import Any

import django

from tools import ROOT

FILE = ROOT / "docs" / "fields.md"
HEAD = """# What every form takes

Written from the forms themselves by `python -m tools.fields`; a test holds it to them. Every rule is judged on the server; what
stands here is what a field alone can tell. Dates are read by `core/thai.py`, in the Buddhist era and the common one; every text
is freed of signs that cannot be seen, and nothing longer than a field takes is read further.
"""


def main() -> None:
    """Write the page."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jonghong.settings")
    django.setup()
    FILE.write_text(page(), encoding="utf-8")


def page() -> str:
    """Return the page."""
    return HEAD + "".join(section(form) for form in forms())


def forms() -> list[Any]:
    """Return every form of the product that has fields, by the name of its module."""
    from django.forms import BaseForm

    import jonghong

    found: dict[str, Any] = {}
    for module in pkgutil.walk_packages(jonghong.__path__, "jonghong."):
        if "forms" in module.name or module.name.endswith(("_fields", ".recurring")):
            for each in vars(import_module(module.name)).values():
                if isinstance(each, type) and issubclass(each, BaseForm) and getattr(each, "base_fields", None):
                    found[f"{each.__module__}.{each.__qualname__}"] = each
    return [found[name] for name in sorted(found) if name.startswith("jonghong.")]


def section(form: Any) -> str:
    """Return the table of one form."""
    lines = [f"| {name} | {type(field).__name__} | {rules(field)} |\n" for name, field in form.base_fields.items()]
    title = f"{form.__module__.removeprefix('jonghong.')}.{form.__qualname__}"
    return f"\n## {title}\n\n| field | kind | rules |\n|---|---|---|\n{''.join(lines)}"


def rules(field: Any) -> str:
    """Return what a field asks for, in a few words."""
    said = ["required" if field.required else "may be empty"]
    said += [f"{name.replace('_', ' ')} {getattr(field, name)}" for name in LIMITS if getattr(field, name, None) is not None]
    said += ["one of what is offered"] if hasattr(field, "choices") else []
    offered = [value for value, _label in getattr(field, "choices", None) or []]
    is_short = 0 < len(offered) <= MOST_NAMED and all(isinstance(value, str) for value in offered)
    said += [", ".join(f"`{value}`" for value in offered)] if is_short else []
    return "; ".join(said)


MOST_NAMED = 8
LIMITS = ("min_length", "max_length", "min_value", "max_value")

if __name__ == "__main__":
    main()
