# as guanxi/ledger/actions.py
def grant(*, member_id: int, inviter_id: int, amount: int) -> None:
    _post(member_id, inviter_id, amount)


def _post(*numbers: int) -> None:
    print(numbers)
