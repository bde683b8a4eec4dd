# as guanxi/members/actions.py
from guanxi.members.models import Member


def lock(*, ids: list[int]) -> None:
    members = list(Member.objects.select_for_update().filter(id__in=ids))  # <- bad
    for member in Member.objects.select_for_update():  # <- bad
        print(member, members)
