"""The translations: what the program says in English, and what of it is not yet said in Chinese.

    python -m dev.translations          bring the catalogue up to date and compile it
    python -m dev.translations --check  change nothing; say what is missing, unused or not compiled

Looks for gettext calls in Python and templates, and for the `text` of each refusal in an errors.py. The compiled
file is committed beside the catalogue: whoever installs Guanxi has no gettext tools.
"""

import ast
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation import template

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "guanxi"
CATALOGUE = PACKAGE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
COMPILED = CATALOGUE.with_suffix(".mo")
HEADER = "# What Guanxi says, in simplified Chinese. The terms are those of docs/glossary.md.\n"
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

# How many leading arguments of each call are texts, and whether the first of them is a context.
CALLS = {
    "_": (1, False),
    "gettext": (1, False),
    "gettext_lazy": (1, False),
    "gettext_noop": (1, False),
    "ngettext": (2, False),
    "ngettext_lazy": (2, False),
    "pgettext": (2, True),
    "pgettext_lazy": (2, True),
    "npgettext": (3, True),
    "npgettext_lazy": (3, True),
}
_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3)}


@dataclass(frozen=True, kw_only=True, order=True)
class Text:
    """A text to translate; `plural` is empty where there is one form only."""

    context: str
    singular: str
    plural: str


def texts() -> dict[Text, set[str]]:
    """Every text the program says, with the files that say it."""
    found: dict[Text, set[str]] = {}
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix == ".py":
            said = _in_python(path)
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            said = _in_template(path)
        else:
            continue
        for text in said:
            found.setdefault(text, set()).add(path.relative_to(ROOT).as_posix())
    return found


def catalogue() -> Catalog:
    """The catalogue as it is committed."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def compiled(source: Catalog) -> bytes:
    """The catalogue as the program reads it."""
    source.creation_date = source.revision_date = LONG_AGO  # babel would write the time of compiling into it
    out = io.BytesIO()
    write_mo(out, source)
    return out.getvalue()


def problems() -> list[str]:
    """What keeps a Chinese reader from reading everything in Chinese."""
    said, known = texts(), catalogue()
    entries = {_text(message): message for message in known if message.id}
    lines = [f"not in the catalogue: {text.singular!r}" for text in sorted(said.keys() - entries.keys())]
    lines += [f"said nowhere any more: {text.singular!r}" for text in sorted(entries.keys() - said.keys())]
    lines += [f"not translated: {text.singular!r}" for text, message in entries.items() if not _is_translated(message)]
    lines += [f"only guessed (fuzzy): {text.singular!r}" for text, message in entries.items() if message.fuzzy]
    lines += [f"places differ: {text.singular!r}" for text, message in entries.items() if list(message.check())]
    if not COMPILED.exists() or COMPILED.read_bytes() != compiled(known):
        lines.append("django.mo is not what django.po compiles to")
    return lines


def update() -> None:
    """Bring the catalogue up to date: new texts come in empty, unused ones go; then compile it."""
    said, old = texts(), catalogue()
    new = Catalog(locale="zh_Hans", header_comment=HEADER.rstrip(), fuzzy=False)
    translations = {_text(message): message for message in old if message.id}
    for text, files in sorted(said.items()):
        message = translations.get(text)
        new.add(
            (text.singular, text.plural) if text.plural else text.singular,
            message.string if message else "",
            locations=[(file, 0) for file in sorted(files)],
            flags=[flag for flag in message.flags if flag == "fuzzy"] if message else (),
            context=text.context or None,
        )
    out = io.BytesIO()
    write_po(out, new, width=110, sort_output=False, include_lineno=False, omit_header=True)
    CATALOGUE.write_bytes(_head() + out.getvalue())
    COMPILED.write_bytes(compiled(catalogue()))


def _head() -> bytes:
    """A header without dates and tools: the file changes only when a text does."""
    return (
        HEADER + 'msgid ""\nmsgstr ""\n"Language: zh_Hans\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        '"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
    ).encode()


def _text(message) -> Text:  # type: ignore[no-untyped-def]  # noqa: ANN001 - babel's message has no public name
    singular, plural = message.id if isinstance(message.id, tuple) else (message.id, "")
    return Text(context=message.context or "", singular=singular, plural=plural)


def _is_translated(message) -> bool:  # type: ignore[no-untyped-def]  # noqa: ANN001 - the same
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(forms)


def _in_python(path: Path) -> Iterator[Text]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _in_call(node)
        elif isinstance(node, ast.ClassDef) and path.name == "errors.py":
            yield from _in_refusal(node)


def _in_call(node: ast.Call) -> Iterator[Text]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    count, has_context = CALLS.get(name, (0, False))
    words = [arg.value for arg in node.args[:count] if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    if not count or len(words) < count:
        return
    context, *forms = words if has_context else ["", *words]
    yield Text(context=context, singular=forms[0], plural=forms[1] if len(forms) > 1 else "")


def _in_refusal(node: ast.ClassDef) -> Iterator[Text]:
    for statement in node.body:
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        named = any(isinstance(target, ast.Name) and target.id == "text" for target in targets)
        value = getattr(statement, "value", None)
        if named and isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value:
            yield Text(context="", singular=value.value, plural="")


def _words(said: object) -> list[str]:
    """The words of a call: babel gives a text, or a tuple of several, whatever it is annotated to give."""
    return [word for word in (said if isinstance(said, tuple) else (said,)) if isinstance(word, str)]


def _in_template(path: Path) -> Iterator[Text]:
    """What a template says: Django writes it as calls of gettext, which babel reads; contexts and plurals included."""
    calls = io.BytesIO(template.templatize(path.read_text(encoding="utf-8"), origin=str(path)).encode())
    for _line, name, found, _comments in extract_python(calls, _KEYWORDS, (), {"encoding": "utf-8"}):
        words = _words(found)
        context, *forms = words if name in {"pgettext", "npgettext"} else ["", *words]
        if forms and forms[0]:
            yield Text(context=context, singular=forms[0], plural=forms[1] if len(forms) > 1 else "")


def main() -> int:
    """Update, or with --check only tell."""
    if "--check" not in sys.argv[1:]:
        update()
    found = problems()
    print("\n".join(found) if found else "every text is translated")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
