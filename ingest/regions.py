"""Regions as upper-case ISO 3166 alpha-2 codes, read from codes, locales and the commoner country names."""

from __future__ import annotations

import pyarrow as pa

COUNTRIES = {
    "uk": "GB", "england": "GB", "scotland": "GB", "great britain": "GB", "united kingdom": "GB", "gbr": "GB",
    "usa": "US", "united states": "US", "united states of america": "US", "america": "US",
    "argentina": "AR", "arg": "AR", "australia": "AU", "aus": "AU", "austria": "AT", "aut": "AT", "belgium": "BE",
    "bel": "BE", "brazil": "BR", "bra": "BR", "canada": "CA", "can": "CA", "chile": "CL", "china": "CN", "chn": "CN",
    "colombia": "CO", "czechia": "CZ", "denmark": "DK", "dnk": "DK", "finland": "FI", "fin": "FI", "france": "FR",
    "fra": "FR", "germany": "DE", "deu": "DE", "greece": "GR", "hong kong": "HK", "india": "IN", "ind": "IN",
    "indonesia": "ID", "idn": "ID", "ireland": "IE", "irl": "IE", "israel": "IL", "italy": "IT", "ita": "IT",
    "japan": "JP", "jpn": "JP", "korea": "KR", "south korea": "KR", "kor": "KR", "mexico": "MX", "mex": "MX",
    "netherlands": "NL", "nld": "NL", "new zealand": "NZ", "nigeria": "NG", "norway": "NO", "nor": "NO",
    "philippines": "PH", "poland": "PL", "pol": "PL", "portugal": "PT", "prt": "PT", "singapore": "SG",
    "south africa": "ZA", "spain": "ES", "esp": "ES", "sweden": "SE", "swe": "SE", "switzerland": "CH", "che": "CH",
    "taiwan": "TW", "thailand": "TH", "turkey": "TR", "tur": "TR", "united arab emirates": "AE", "vietnam": "VN",
}  # fmt: skip


def region_codes(values: pa.Array) -> pa.Array:
    """Return the region of each value; what names no country is null.

    Args:
        values: strings, shape (rows,): `gb`, `UK`, `en-GB`, `United Kingdom`, `GBR`.
    """
    coded = values.dictionary_encode()
    codes = [region_code(value) if value is not None else None for value in coded.dictionary.to_pylist()]
    return pa.array(codes, pa.string()).take(coded.indices)


def region_code(value: str) -> str | None:
    """Return the code of one region, None where the value names no country."""
    name = value.strip().casefold()
    if name in COUNTRIES:
        return COUNTRIES[name]
    tail = name.replace("_", "-").rsplit("-", 1)[-1]
    return tail.upper() if len(tail) == 2 and tail.isascii() and tail.isalpha() else None
