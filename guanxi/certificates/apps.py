from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "guanxi.certificates"
    label = "certificates"
