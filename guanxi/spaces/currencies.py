"""The circulating currencies of ISO 4217, without funds, metals and test codes, and how their amounts are written."""

from decimal import Decimal

from guanxi.ledger import queries as ledger

_CODES = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP
CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF
IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD
MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB
RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU
UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""
CODES = frozenset(_CODES.split())
DECIMALS = {"BIF": 0, "CLP": 0, "ISK": 0, "JPY": 0, "KRW": 0, "VND": 0, "BHD": 3, "KWD": 3, "OMR": 3, "TND": 3}
"""Those that do not have two decimals, as far as a community is likely to meet them."""
_MINUS = "\N{MINUS SIGN}"
_SIGNS = {"CNY": "¥", "EUR": "€", "USD": "$", "GBP": "£", "HKD": "HK$"}


def written(value: int, *, currency: str) -> str:
    """An amount in the smallest part of the currency, as people read it: ¥12.50, −¥0.50, JPY 1,250."""
    decimals = DECIMALS.get(currency, 2)
    minus = _MINUS if value < 0 else ""
    sign = _SIGNS.get(currency, f"{currency} ")
    return f"{minus}{sign}{abs(Decimal(value)).scaleb(-decimals):,.{decimals}f}"


def quantity(value: int, *, unit: str, currency: str) -> str:
    """An amount where its unit is said beside it: the number alone, 1,200; money has its sign, ¥12.50."""
    return written(value, currency=currency) if ledger.is_money(unit) else f"{value:,}".replace("-", _MINUS)
