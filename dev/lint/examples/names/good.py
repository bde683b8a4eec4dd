# as guanxi/members/tiers.py
from django.core.management import BaseCommand


class Command(BaseCommand):
    def handle(self) -> None:
        pass


class Tier:
    def processing_time(self) -> int:
        return 0


def reprocessed() -> None:
    pass
