from django.apps import AppConfig


class ReferralConfig(AppConfig):
    name = "guanxi.referral"
    label = "referral"

    def ready(self) -> None:
        from guanxi.members import hooks  # noqa: PLC0415 - once the apps are loaded
        from guanxi.referral import events, settings  # noqa: F401, PLC0415 - both declare when they are loaded
        from guanxi.referral.actions import merging  # noqa: PLC0415

        hooks.refuse_merge_when(merging.refuse_one_chain)
        hooks.after_merge(merging.carry_binding)
        hooks.before_erasure(merging.close_codes_of_erased)
        hooks.export_also("referral", merging.exported)
