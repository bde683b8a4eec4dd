# as guanxi/quests/queries.py
from guanxi import members
from guanxi.quests.models import Quest

print(members, Quest)
