# as guanxi/members/tiers.py
class TierManager:  # <- bad
    def tiers(self) -> list[str]:
        return []


def process_tiers() -> None:  # <- bad
    pass


def _handleTier() -> None:  # <- bad
    pass


class EventHandler:  # <- bad
    pass
