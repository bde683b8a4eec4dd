# as guanxi/ledger/actions.py
def grant(member_id: int, inviter_id: int, amount: int) -> None:  # <- bad
    print(member_id, inviter_id, amount)


def spend(space_id: int, *, amount: int) -> None:  # <- bad
    print(space_id, amount)


def void(*event_ids: int) -> None:  # <- bad
    print(event_ids)
