from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "guanxi.certificates"
    label = "certificates"

    def ready(self) -> None:
        from guanxi.certificates import actions, events, moderating  # noqa: F401, PLC0415 - events declare when loaded
        from guanxi.members import hooks  # noqa: PLC0415 - once the apps are loaded

        hooks.after_merge(actions.carry_over)
        hooks.before_erasure(actions.forget_of_erased)
        hooks.export_also("certificates", actions.exported)
        moderating.register()
