"""What the columns of a range plan are called: in English, German, French and Chinese, and as people write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from dashboard.assortment import FACETS, GARMENT

OPTION, UNITS, PRICE, NEWNESS = "option", "units", "price", "newness"
ATTRIBUTES = (GARMENT, *FACETS)
COLUMNS = (OPTION, *ATTRIBUTES, UNITS, PRICE, NEWNESS)
HEADS: dict[str, tuple[str, ...]] = {
    OPTION: (
        "option", "option name", "sku", "style", "style name", "style no", "style number", "item", "article", "product",
        "product name", "name", "model", "reference", "ref", "artikel", "artikelnummer", "artikelname", "bezeichnung",
        "modell", "produit", "designation", "modele", "款号", "款式", "商品", "商品名称", "品名", "名称", "货号",
    ),
    "category": (
        "category", "garment", "product type", "type", "class", "subcategory", "sub category", "kategorie",
        "warengruppe", "produktgruppe", "categorie", "famille", "type de produit", "品类", "类别", "类目", "分类",
    ),
    "colour": (
        "colour", "color", "colourway", "colorway", "shade", "farbe", "couleur", "coloris", "颜色", "色彩", "配色",
    ),
    "pattern": ("pattern", "print", "muster", "dessin", "druck", "motif", "imprime", "图案", "花型", "印花"),
    "material": (
        "material", "materials", "fabric", "fabrication", "composition", "stoff", "qualitat", "obermaterial", "matiere",
        "tissu", "composition textile", "材质", "面料", "材料", "成分",
    ),
    "silhouette": (
        "silhouette", "fit", "shape", "cut", "schnitt", "passform", "form", "coupe", "forme", "廓形", "版型", "轮廓",
    ),
    "length": ("length", "lange", "longueur", "长度", "衣长"),
    "neckline": ("neckline", "neck", "collar", "ausschnitt", "kragen", "encolure", "col", "领型", "领口"),
    "sleeve": ("sleeve", "sleeves", "armel", "manche", "manches", "袖型", "袖长"),
    "detail": ("detail", "details", "trim", "细节"),
    UNITS: (
        "units", "depth", "quantity", "qty", "buy quantity", "pieces", "pcs", "planned units", "menge", "stuck",
        "stuckzahl", "quantite", "unites", "数量", "件数", "订量",
    ),
    PRICE: (
        "price", "rrp", "retail price", "retail", "preis", "vk", "vk preis", "prix", "prix de vente", "价格", "零售价",
        "售价", "吊牌价",
    ),
    NEWNESS: (
        "newness", "new", "new carry over", "new or carry over", "status", "carry over", "carryover", "neu", "neuheit",
        "nouveaute", "新款", "新旧", "状态", "新品",
    ),
}  # fmt: skip
KNOWN = {head: column for column, heads in HEADS.items() for head in heads}
MARKS = re.compile(r"[\s_\-./|:;,()\[\]€$£¥%#*&+]+")


def columns_of(heads: Sequence[str]) -> dict[str, int]:
    """Return the place of each column that the heads name.

    A head that is one of the known words goes before one that only holds it, such as `Main colour`; of two that name
    the same column the first counts.
    """
    found: dict[str, int] = {}
    for name in (_exact, _held):
        for at, head in enumerate(heads):
            column = name(folded(head))
            if column is not None and column not in found and at not in found.values():
                found[column] = at
    return found


def folded(text: str) -> str:
    """Return text in small letters without accents, marks and doubled blanks, so that spellings meet."""
    plain = "".join(mark for mark in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(mark))
    return MARKS.sub(" ", plain).strip()


def _exact(head: str) -> str | None:
    """Return the column that a head names."""
    return KNOWN.get(head)


def _held(head: str) -> str | None:
    """Return the column whose longest word stands in a head."""
    inside = [known for known in KNOWN if f" {known} " in f" {head} "]
    return KNOWN[max(inside, key=len)] if inside else None
