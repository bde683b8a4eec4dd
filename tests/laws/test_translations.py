"""Whatever Guanxi says in English it says in Chinese, and the compiled catalogue is the committed one."""

from pathlib import Path

import pytest
from django.utils import translation

from dev import translations


def test_says_everything_in_chinese():
    assert translations.problems() == []


@pytest.mark.parametrize(
    ("file", "source", "said"),
    [
        ("page.py", 'gettext("Tea " "for two")', translations.Text(context="", singular="Tea for two", plural="")),
        (
            "page.py",
            'ngettext("%(n)d cup", "%(n)d cups", n)',
            translations.Text(context="", singular="%(n)d cup", plural="%(n)d cups"),
        ),
        ("page.py", 'pgettext("date", "j M")', translations.Text(context="date", singular="j M", plural="")),
        (
            "errors.py",
            'class NoTea(Refusal):\n    text = "No tea."',
            translations.Text(context="", singular="No tea.", plural=""),
        ),
    ],
)
def test_finds_what_is_said_in_python(tmp_path, file, source, said):
    path = tmp_path / file
    path.write_text(source, encoding="utf-8")

    assert list(translations._in_python(path)) == [said]


@pytest.mark.parametrize(
    ("source", "singular"),
    [
        ('{% translate "Tea" %}', "Tea"),
        ("{% translate 'Tea' as word %}", "Tea"),
        ("{% blocktranslate with n=count %}{{ n }} cups{% endblocktranslate %}", "%(n)s cups"),
    ],
)
def test_finds_what_is_said_in_a_template(tmp_path, source, singular):
    path = tmp_path / "page.html"
    path.write_text(source, encoding="utf-8")

    assert [text.singular for text in translations._in_template(path)] == [singular]


def test_notices_what_is_missing_unused_or_stale(tmp_path, monkeypatch):
    catalogue = Path(tmp_path) / "django.po"
    text = translations.CATALOGUE.read_text(encoding="utf-8")
    catalogue.write_text(
        text.replace('msgid "Quests"', 'msgid "Quests of old"').replace('msgstr "承诺"', 'msgstr ""'), encoding="utf-8"
    )
    monkeypatch.setattr(translations, "CATALOGUE", catalogue)

    found = translations.problems()

    assert "not in the catalogue: 'Quests'" in found
    assert "said nowhere any more: 'Quests of old'" in found
    assert "not translated: 'Promises'" in found
    assert "django.mo is not what django.po compiles to" in found


def test_reads_the_compiled_catalogue():
    with translation.override("zh-hans"):
        assert translation.gettext("Quests") == "任务"
