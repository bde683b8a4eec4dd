from django.apps import AppConfig


class PostersConfig(AppConfig):
    name = "guanxi.posters"
    label = "posters"

    def ready(self) -> None:
        from guanxi.members import hooks  # noqa: PLC0415 - once the apps are loaded
        from guanxi.posters import actions, settings  # noqa: F401, PLC0415 - settings declare when they are loaded

        hooks.after_merge(actions.forget_of_merged)
        hooks.before_erasure(actions.forget_of_erased)
