# as guanxi/quests/queries.py
import guanxi.referral.models  # <- bad
from guanxi.members import models  # <- bad
from guanxi.members.models import Member  # <- bad

print(guanxi, models, Member)
