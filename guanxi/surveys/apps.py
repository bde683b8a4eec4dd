from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "guanxi.surveys"
    label = "surveys"

    def ready(self) -> None:
        from guanxi.members import hooks  # noqa: PLC0415 - once the apps are loaded
        from guanxi.surveys import events, fields_used  # noqa: F401, PLC0415 - declares when it is loaded
        from guanxi.surveys.actions import people  # noqa: PLC0415

        hooks.after_merge(people.carry_answers)
        hooks.before_erasure(people.forget_answers)
        hooks.export_also("surveys", people.exported)
        hooks.tell_field_uses(fields_used.told)
