# as guanxi/members/actions.py
from guanxi.members.models import Member


def lock(*, ids: list[int]) -> None:
    members = list(Member.objects.select_for_update().filter(id__in=ids).order_by("id"))
    print(members, Member.objects.select_for_update().get(id=ids[0]))
