from django.apps import AppConfig


class QuestsConfig(AppConfig):
    name = "guanxi.quests"
    label = "quests"

    def ready(self) -> None:
        from guanxi.members import hooks  # noqa: PLC0415 - apps are loaded now
        from guanxi.quests import actions, events, fields_used  # noqa: F401, PLC0415 - the apps are loaded, types declared
        from guanxi.quests.recipes import events as recipe_events  # noqa: F401, PLC0415 - the same

        hooks.after_merge(actions.carry_over)
        hooks.before_erasure(actions.give_up)
        hooks.tell_field_uses(fields_used.told)
