from django.apps import AppConfig


class CirclesConfig(AppConfig):
    name = "guanxi.circles"
    label = "circles"

    def ready(self) -> None:
        # Event types are declared, and what members asks of circles is registered, once the apps are loaded.
        from guanxi.circles import events, moderating  # noqa: F401, PLC0415
        from guanxi.circles import hooks as readers  # noqa: PLC0415
        from guanxi.circles.actions import handing_out, parting  # noqa: PLC0415
        from guanxi.circles.search import indexing  # noqa: PLC0415
        from guanxi.members import hooks  # noqa: PLC0415

        readers.read_along(indexing.take_note)
        readers.read_along(moderating.judge)
        moderating.register()

        hooks.after_merge(parting.carry_over)
        hooks.before_erasure(indexing.forget_author)
        hooks.before_erasure(parting.forget_author)
        hooks.export_also("circles", handing_out.exported)
