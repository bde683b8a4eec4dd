"""Which column is what: a guess by the usual names, and rows read by what somebody chose. Pure but for the file."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo
from itertools import islice

from guanxi.connectors.customers import errors as upload_errors
from guanxi.connectors.intake import errors, files
from guanxi.connectors.intake.files import Broken, Row, Source
from guanxi.connectors.intake.joining import Person
from guanxi.connectors.tables import member_rows
from guanxi.members import errors as member_errors
from guanxi.members import values
from guanxi.members.queries import Field

type Mapped = Mapping[str, str]
"""Name of a column → where it goes: "id:shop", "joined_at", "channel", "tags", "field:city"; without the rest."""

IDS = ("id:shop", "id:phone", "id:email", "id:wechat")
PLAIN = ("joined_at", "channel", "tags")
SAMPLE = 5
_USUAL = {
    "id:shop": (
        "id",
        "customer",
        "customer id",
        "member",
        "buyer",
        "买家会员名",
        "会员名",
        "客户编号",
        "用户id",
        "会员编号",
    ),
    "id:phone": ("phone", "mobile", "tel", "手机", "手机号", "手机号码", "联系电话", "电话"),
    "id:email": ("email", "e-mail", "mail", "邮箱", "电子邮箱"),
    "id:wechat": ("wechat", "openid", "unionid", "微信"),
    "joined_at": ("joined", "joined_at", "registered", "created", "注册时间", "加入时间", "首次下单时间", "创建时间"),
    "channel": ("channel", "source", "渠道", "来源"),
    "tags": ("tags", "labels", "标签"),
}


def head(source: Source) -> tuple[list[str], list[list[str]]]:
    """The names of the columns and the first rows. Raises HeaderMissing, ColumnTwice."""
    names: list[str] = []

    def keep(found: list[str]) -> list[str]:
        for place, name in enumerate(found):
            if name in found[:place]:
                raise errors.ColumnTwice(path=source.path.name, column=name)
        names.extend(found)
        return found

    rows = [
        [str(row.cells.get(name, "")) for name in names]
        for row in islice(files.table(source, header=keep), SAMPLE)
        if isinstance(row, Row)
    ]
    return names, rows


def guess(names: Sequence[str], fields: Mapping[str, Field]) -> dict[str, str]:
    """What the columns probably are, by their usual names and by the names of the space's fields."""
    found: dict[str, str] = {}
    for name in names:
        plain = name.strip().lower()
        known = next((target for target, usual in _USUAL.items() if plain in usual), None)
        if known is None:
            known = next((f"field:{slug}" for slug, field in fields.items() if _is_called(field, plain)), None)
        if known and known not in found.values():
            found[name] = known
    return found


def _is_called(field: Field, plain: str) -> bool:
    """Whether a column of this name is that field; never one that rests on consent: a file proves none (IM-22)."""
    return field.basis != "consent" and plain in {field.slug, field.label.lower()}


def checked(mapping: Mapped) -> Mapped:
    """The mapping, when rows can be read by it. Refuses with NobodyNamed, ColumnMatchedTwice."""
    targets = list(mapping.values())
    for place, target in enumerate(targets):
        if target in targets[:place]:
            raise upload_errors.ColumnMatchedTwice(target=target)
    if not any(target in IDS for target in targets):
        raise upload_errors.NobodyNamed
    return mapping


def people(source: Source, *, mapping: Mapped, zone: tzinfo, fields: Mapping[str, Field]) -> Iterator[Person | Broken]:
    """The people of the file in its order, read by the mapping."""
    for row in files.table(source, header=lambda names: names):
        if isinstance(row, Broken):
            yield row
            continue
        try:
            yield member_rows.person(_renamed(row, mapping), zone, fields)
        except errors.RowRefused as refusal:
            yield Broken(line=row.line, raw=row.raw, reason=refusal)


def _renamed(row: Row, mapping: Mapped) -> Row:
    cells: dict[str, object] = {}
    ids: list[str] = []
    for column, target in mapping.items():
        text = str(row.cells.get(column) or "").strip()
        kind, _, name = target.partition(":")
        if not text:
            continue
        if kind == "id":
            ids.append(f"{name}:{_normal(name, column, text)}")
        else:
            cells[name or kind] = text
    return Row(line=row.line, raw=row.raw, cells={**cells, "member": ";".join(ids)})


def _normal(system: str, column: str, text: str) -> str:
    """A phone number or an address in the form in which who signs in by it is known."""
    if system in values.FOUND_BY_VALUE:
        try:
            return str(values.checked(field=column, type_=system, options=[], value=text))
        except member_errors.FieldTypeWrong as wrong:
            raise errors.ValueUnreadable(column=column, value=text, expected=wrong.facts["expected"]) from wrong
    if ";" in text:
        raise errors.ValueUnreadable(column=column, value=text, expected="an id without a semicolon")
    return text
