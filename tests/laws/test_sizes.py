"""Functions fit on a screen: median ≤ 10 lines, 95th percentile ≤ 45, none over 70; files ≤ 400."""

from dev.lint import house, sizes
from dev.lint.house import House, Source
from dev.lint.rules import body_size


def _function(lines: int, name: str = "f") -> str:
    return f'def {name}(\n    a,\n    b,\n):\n    """Words.\n\n    More words.\n    """\n' + "    a = b\n" * lines


def test_keeps_the_budget():
    assert [str(finding) for finding in sizes.findings(house.repository())] == []


def test_counts_a_body_without_signature_and_docstring():
    source = Source("guanxi/quests/actions.py", _function(7))
    assert [lines for _, lines in body_size.bodies(source)] == [7]


def test_refuses_a_file_of_more_than_400_lines():
    source = Source("guanxi/quests/actions.py", "x = 1\n" * 401)
    assert len(list(body_size.findings(source, House([source])))) == 1


def test_refuses_a_house_of_middling_functions():
    source = Source("guanxi/quests/actions.py", "\n".join(_function(11, f"f{n}") for n in range(10)))
    assert ["median" in str(finding) for finding in sizes.findings(House([source]))] == [True]


def test_refuses_a_house_with_many_long_functions():
    shapes = [1] * 90 + [46] * 10
    text = "\n".join(_function(lines, f"f{n}") for n, lines in enumerate(shapes))
    found = [str(finding) for finding in sizes.findings(House([Source("guanxi/quests/actions.py", text)]))]
    assert ["95th percentile" in each for each in found] == [True]
