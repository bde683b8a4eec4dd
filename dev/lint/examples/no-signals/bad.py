# as guanxi/shop/reactions.py
import django.dispatch  # <- bad
from django.core import signals  # <- bad
from django.db.models import signals as model_signals  # <- bad
from django.db.models.signals import post_save  # <- bad
from django.dispatch import receiver  # <- bad

print(django, signals, model_signals, post_save, receiver)
