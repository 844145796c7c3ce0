"""Forms of pages, as a browser without scripts would send them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

Pair = tuple[str, str]


@dataclass
class PageForm:
    """A form of a page: where it goes, how, and what it sends as it stands; buttons are those one may press."""

    action: str
    method: str
    pairs: list[Pair] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[Pair] = field(default_factory=list)

    def sent(self, **typed: object) -> dict[str, object]:
        """Return what is sent when that is typed over what stands there."""
        data: dict[str, object] = {}
        for name, value in self.pairs:
            before = data.get(name)
            data[name] = value if before is None else [*(before if isinstance(before, list) else [before]), value]
        return data | typed

    @property
    def names(self) -> list[str]:
        """The names of all its fields, each once; the token is none."""
        every = [*[name for name, _value in self.pairs], *self.texts, *self.files, *self.choices]
        return [name for name in dict.fromkeys(every) if name != "csrfmiddlewaretoken"]


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[PageForm] = []
        self.links: list[str] = []
        self.scripts: list[str] = []
        self._by_id: dict[str, PageForm] = {}
        self._open: PageForm | None = None
        self._text: tuple[PageForm, str] | None = None
        self._chosen: tuple[PageForm, str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in facts:
            self.links.append(facts["href"])
        if tag in {"script", "img", "link"} and (source := facts.get("src") or facts.get("href")):
            self.scripts.append(source)
        if tag == "form":
            self._open = PageForm(facts.get("action") or self.address, facts.get("method", "get").lower())
            self.forms.append(self._open)
            self._by_id[facts.get("id", "")] = self._open
        form = self._by_id.get(facts["form"]) if "form" in facts else self._open
        if form and "disabled" not in facts:
            self._field(tag, facts, form)

    def _field(self, tag: str, facts: dict[str, str], form: PageForm) -> None:
        name, value, kind = facts.get("name", ""), facts.get("value", ""), facts.get("type", "text")
        if tag == "button" or (tag == "input" and kind in {"submit", "image"}):
            if facts.get("type", "submit") == "submit":
                form.buttons.append((name, value))
                if "formaction" in facts:
                    method = facts.get("formmethod", form.method)
                    twin = PageForm(facts["formaction"], method, form.pairs, form.files, form.texts, form.choices)
                    self.forms.append(twin)
        elif tag == "input" and name:
            self._input(name, value, kind, facts, form)
        elif tag == "textarea" and name:
            form.texts.append(name)
            form.pairs.append((name, ""))
            self._text = (form, name)
        elif tag == "select" and name:
            self._chosen = (form, name, [])
            form.choices[name] = []
        elif tag == "option" and self._chosen:
            self._option(value, facts)

    def _input(self, name: str, value: str, kind: str, facts: dict[str, str], form: PageForm) -> None:
        if kind in {"checkbox", "radio"}:
            value = facts.get("value", "on")
            form.choices.setdefault(name, []).append(value)
            if "checked" in facts:
                form.pairs.append((name, value))
        elif kind == "file":
            form.files.append(name)
        else:
            form.pairs.append((name, value))
            if kind != "hidden":
                form.texts.append(name)

    def _option(self, value: str, facts: dict[str, str]) -> None:
        assert self._chosen
        form, name, chosen = self._chosen
        form.choices[name].append(value)
        if "selected" in facts:
            chosen.append(value)

    def handle_data(self, data: str) -> None:
        if self._text:
            form, name = self._text
            at = max(number for number, pair in enumerate(form.pairs) if pair[0] == name)
            form.pairs[at] = (name, form.pairs[at][1] + data.removeprefix("\n"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "textarea":
            self._text = None
        elif tag == "select" and self._chosen:
            form, name, chosen = self._chosen
            form.pairs += [(name, value) for value in chosen or form.choices[name][:1]]
            self._chosen = None


def read(page: str, address: str = "") -> _Reader:
    """Read a page: its ``forms``, ``links`` and the ``scripts``, pictures and styles that it loads."""
    reader = _Reader(address)
    reader.feed(page)
    return reader


def forms_of(page: str, address: str = "") -> list[PageForm]:
    """Return the forms of a page."""
    return read(page, address).forms


def form_to(page: str, action: str, address: str = "") -> PageForm:
    """Return the form of a page that is sent by POST to that address."""
    found = [form for form in forms_of(page, address) if form.method == "post"]
    fitting = [form for form in found if form.action.partition("?")[0].partition("#")[0] == action]
    assert fitting, f"no form to {action} on {address}; there are {[form.action for form in found]}"
    return fitting[0]
