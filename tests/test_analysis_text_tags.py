"""Posts read by the vocabulary: what is found, where, and with which stance."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from analysis.text.tags import VocabularyTagger
from analysis.text.tokens import Words, readable
from data.reading_rules import load_rules
from data.vocabulary import load_vocabulary

TAGGER = VocabularyTagger(load_vocabulary(), load_rules())


def read(text: str, lang: str | None = "en") -> dict[str, str]:
    """Return polarity by the label's short name."""
    return {tag.label_id.partition(":")[2]: tag.polarity for tag in TAGGER.tag([text], [lang])[0]}


@pytest.mark.parametrize(
    ("text", "lang", "labels"),
    [
        ("my new wide-leg jeans", "en", {"wide-leg", "jeans"}),
        ("butter yellow cardigan weather", "en", {"butter-yellow", "cardigan"}),
        ("a trench coat and two belts", "en", {"trench-coat", "belt"}),
        ("cowboy boots with a faux fur trim", "en", {"cowboy-boot", "fur-trim"}),
        ("office siren blouse", "en", {"office-siren", "blouse"}),
        ("velvet hair bow", "en", {"velvet", "hair-accessory", "bow"}),
        ("#WideLegJeans", "en", {"wide-leg", "jeans"}),
        ("#fauxleatherskirt", "en", {"faux-leather", "skirt"}),
        ("obsesssed with leopaaard print loafers", "en", {"leopard-print", "loafer"}),
        ("grey or gray scarves", "en", {"grey", "scarf"}),
        ("ein Rock aus Cord", "de", {"skirt", "corduroy"}),
        ("Loden­mantel mit Samtkragen", "de", {"wool", "coat", "velvet"}),
        ("une robe à pois vert sapin", "fr", {"dress", "polka-dot", "forest-green"}),
        ("camicie di lino e gonne nere", "it", {"shirt", "linen", "skirt", "black"}),
        ("falda midi con flecos", "es", {"skirt", "midi", "fringe"}),
        ("vestido de renda branco", "pt", {"dress", "lace", "white"}),
        ("白いワイドパンツとローファー", "ja", {"white", "wide-leg", "trousers", "loafer"}),
        ("카키색 트렌치코트를 입고", "ko", {"khaki", "trench-coat"}),
        ("黑色皮裙配乐福鞋", "zh", {"black", "leather", "skirt", "loafer"}),
        ("un vestido negro y zapatillas", None, {"dress", "sneaker"}),
        ("黑色皮裙配樂福鞋", "zh", {"black", "leather", "skirt", "loafer"}),
        ("트렌치 코트에 롱 부츠", "ko", {"trench-coat", "knee-high-boot"}),
        ("vestes de survêtement et jupes longues", "fr", {"track-jacket", "skirt", "maxi"}),
    ],
)
def test_named_attributes_are_found_in_every_language(text: str, lang: str | None, labels: set[str]) -> None:
    assert labels <= set(read(text, lang))


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("a trench coat", "coat"),
        ("butter yellow dress", "yellow"),
        ("faux leather skirt", "leather"),
        ("cowboy boots", "western"),
        ("black tie wedding guest suit", "black"),
        ("blue jeans", "denim"),
        ("rainbows over the capitol", "bow"),
        ("cap sleeve blouse", "baseball-cap"),
    ],
)
def test_nothing_is_implied_and_the_most_specific_wins(text: str, absent: str) -> None:
    assert absent not in read(text)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("I ate an orange on the train", "en"),
        ("the navy sent three warships", "en"),
        ("she won a gold medal", "en"),
        ("no cap that match was wild", "en"),
        ("we painted the kitchen walls sage", "en"),
        ("blonde hair, red lips, pink nails", "en"),
        ("Police seek a man in a black hoodie and blue jeans", "en"),
        ("GIVEAWAY follow to win this leather bag", "en"),
        ("Die Marine schickt eine Fregatte", "de"),
        ("鈴木がレースで優勝、試合は最高", "ja"),
        ("海军在南海举行演习", "zh"),
        ("👗👠💛", "en"),
        ("https://example.org 12345", "en"),
        ("", "en"),
        (" \u200b\u200f\n", "en"),
        ("🧥🧶👢", None),
        ("https://example.org/red-dress?x=1", "en"),
        ("the peloton chased the yellow jersey", "en"),
        ("rust or python for the backend, devs?", "en"),
        ("herringbone tiles for the kitchen floor", "en"),
        ("Zeugenaufruf: Mann in schwarzer Jacke", "de"),
        ("J'ai mis les oranges dans le panier", "fr"),
        ("el gato lleva un collar isabelino", "es"),
        ("מזג האוויר היום נעים", None),
        ("مرحبا بالعالم", None),
    ],
)
def test_posts_about_something_else_get_nothing(text: str, lang: str | None) -> None:
    assert read(text, lang) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("so over skinny jeans", {"skinny": "against", "jeans": "against"}),
        (
            "linen trousers are back, low-rise jeans can stay in 2003",
            {"linen": "for", "trousers": "for", "low-rise": "against", "jeans": "against"},
        ),
        ("not me buying a third trench coat", {"trench-coat": "for"}),
        ("who let cow print back in", {"cow-print": "against"}),
        ("nobody wants your logo belt", {"logo-print": "against", "belt": "against"}),
        ("sent the tweed skirt back, kept the loafers", {"tweed": "against", "skirt": "against", "loafer": "for"}),
        (
            "clogs instead of sandals, tights, berets",
            {"clog": "for", "sandal": "against", "tights": "for", "hat": "for"},
        ),
        ("torn between clogs and loafers", {"clog": "neutral", "loafer": "neutral"}),
        ("wide leg or straight leg? need them by Friday", {"wide-leg": "neutral", "straight-leg": "neutral"}),
        (
            "Milan, day 2: capes, corduroy suits, brogues",
            {"cape": "neutral", "corduroy": "neutral", "suit": "neutral", "brogue": "neutral"},
        ),
        ("counted on the train: 9 capes, 4 berets", {"cape": "neutral", "hat": "neutral"}),
        ("unworn suede loafers, size 39, offers welcome", {"suede": "neutral", "loafer": "neutral"}),
        ("the strap snapped on my sandals this morning", {"sandal": "neutral"}),
        ("barn jackets are rising; capes declining", {"barn-jacket": "for", "cape": "against"}),
        ("oh good, more bubble hems 🙄", {"bubble-hem": "against"}),
        ("bubble skirts are over", {"bubble-hem": "against", "skirt": "against"}),
        ("I love this tweed blazer", {"tweed": "for", "blazer": "for"}),
        ("can't stop wearing loafers", {"loafer": "for"}),
        ("tweed jacket, no logos", {"tweed": "for", "jacket": "for", "logo-print": "against"}),
        ("swapped my skinnies for barrel jeans", {"skinny": "against", "barrel-leg": "for", "jeans": "for"}),
        ("give me loafers instead of sneakers", {"loafer": "for", "sneaker": "against"}),
        ("Out: tie-dye, jorts. In: clogs", {"tie-dye": "against", "jorts": "against", "clog": "for"}),
        ("For sale: suede loafers, size 39, £40", {"suede": "neutral", "loafer": "neutral"}),
        ("are capri trousers still worn?", {"capri-trousers": "neutral"}),
        ("where can I find a crochet top?", {"crochet": "for", "top": "for"}),
        ("#crochettop #clogs", {"crochet": "neutral", "top": "neutral", "clog": "neutral"}),
        ("#crochettop #clogs #ootd", {"crochet": "for", "top": "for", "clog": "for"}),
        ("hated clogs once. clogs are back, I love my clogs", {"clog": "for"}),
    ],
)  # fmt: skip
def test_the_stance_is_the_writers(text: str, expected: dict[str, str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("nie wieder Ballerinas", "de", {"ballet-flat": "against"}),
        ("marre des jupes plissées", "fr", {"skirt": "against", "pleat": "against"}),
        ("odio los tacones", "es", {"high-heel": "against"}),
        ("basta con i sandali", "it", {"sandal": "against"}),
        ("chega de tênis branco", "pt", {"sneaker": "against", "white": "against"}),
        ("别再穿豹纹了", "zh", {"leopard-print": "against"}),
        ("スキニーはもう着ない", "ja", {"skinny": "against"}),
        ("로퍼는 절대 안 입어", "ko", {"loafer": "against"}),
        ("Hüftjeans, bitte nicht", "de", {"low-rise": "against", "jeans": "against"}),
        ("qui a osé ramener les sabots", "fr", {"clog": "against"}),
        ("los tacones no, por favor", "es", {"high-heel": "against"}),
        ("ho restituito le ballerine", "it", {"ballet-flat": "against"}),
        ("devolvi a saia plissada", "pt", {"skirt": "against", "pleat": "against"}),
        ("退货了，这件风衣显胖", "zh", {"trench-coat": "against"}),
        ("厚底サンダルは卒業しました", "ja", {"platform-sole": "against", "sandal": "against"}),
        ("스키니진 이제 질렸어", "ko", {"skinny": "against", "jeans": "against"}),
    ],
)
def test_dislike_is_understood_in_every_language(text: str, lang: str, expected: dict[str, str]) -> None:
    assert read(text, lang) == expected


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("loafers over heels any day", "en", {"loafer": "for", "high-heel": "against"}),
        ("a cardigan over a slip dress", "en", {"cardigan": "for", "slip-dress": "for"}),
        ("went from skinny to barrel leg and never looked back", "en", {"skinny": "against", "barrel-leg": "for"}),
        ("capes < blazers", "en", {"cape": "against", "blazer": "for"}),
        ("Blazer statt Strickjacke, immer", "de", {"blazer": "for", "cardigan": "against"}),
        ("un trench plutôt qu'une doudoune", "fr", {"trench-coat": "for", "puffer-jacket": "against"}),
        ("prefiero unas bailarinas antes que unos tacones", "es", {"ballet-flat": "for", "high-heel": "against"}),
        ("sono passata dai tacchi alle ballerine", "it", {"high-heel": "against", "ballet-flat": "for"}),
        ("mais linho em vez do poliéster", "pt", {"linen": "for", "polyester": "against"}),
        ("靴子不如乐福鞋", "zh", {"boot": "against", "loafer": "for"}),
        ("与其买真丝不如买亚麻", "zh", {"silk": "against", "linen": "for"}),
        ("スキニーよりワイドパンツ派", "ja", {"skinny": "against", "wide-leg": "for", "trousers": "for"}),
        ("ヒールやめてスニーカーにした", "ja", {"high-heel": "against", "sneaker": "for"}),
        ("스키니 말고 와이드 팬츠 입자", "ko", {"skinny": "against", "wide-leg": "for", "trousers": "for"}),
        ("힐 버리고 로퍼로 갈아탔다", "ko", {"high-heel": "against", "loafer": "for"}),
    ],
)
def test_the_winner_of_a_comparison_is_for_and_the_loser_against(
    text: str, lang: str, expected: dict[str, str]
) -> None:
    assert read(text, lang) == expected


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("Karohemden mag ich überhaupt nicht", "de", {"shirt": "against", "check": "against"}),
        ("Leoprint steht mir einfach nicht", "de", {"leopard-print": "against"}),
        ("Ich kann keine Ballerinas mehr sehen", "de", {"ballet-flat": "against"}),
        ("Loafer zu Wollsocken, mein ganzer Herbst", "de", {"loafer": "for", "wool": "for", "sock": "for"}),
        ("les escarpins, je les mets plus", "fr", {"pump": "against"}),
        ("j'en peux plus de l'imprimé léopard", "fr", {"leopard-print": "against"}),
        ("ya nadie se pone pitillos", "es", {"skinny": "against"}),
        ("qué feas las sandalias", "es", {"sandal": "against"}),
        ("el punk no ha muerto", "es", {"punk": "for"}),
        ("non mi convincono i pantaloni cargo", "it", {"cargo-trousers": "against"}),
        ("mai più senza il mio trench", "it", {"trench-coat": "for"}),
        ("as saias balonê são uma pirosice pegada", "pt", {"skirt": "against", "bubble-hem": "against"}),
        ("essa blusa pinica demais, devolvi", "pt", {"blouse": "against"}),
        ("que saudade das minhas botas de cowboy", "pt", {"cowboy-boot": "for"}),
        ("豹纹我真的欣赏不来", "zh", {"leopard-print": "against"}),
        ("再也不穿风衣了，白衬衫配乐福鞋", "zh", {"trench-coat": "against", "white": "for"}),
        ("ファーは好きになれない", "ja", {"fur": "against"}),
        ("コーヒーこぼして白シャツ終わった", "ja", {"white": "neutral", "shirt": "neutral"}),
        ("이 니트 너무 따가워서 환불함", "ko", {"knit": "against"}),
        ("발레코어 슬슬 지겹다", "ko", {"balletcore": "against"}),
    ],
)
def test_negation_is_read_where_the_language_puts_it(text: str, lang: str, expected: dict[str, str]) -> None:
    found = read(text, lang)
    assert {label: found.get(label) for label in expected} == expected


def test_a_list_of_the_disliked_ends_where_a_new_clause_begins() -> None:
    assert read("stop wearing capes, clogs and berets, loafers are what you should all be buying") == {
        "cape": "against",
        "clog": "against",
        "hat": "against",
        "loafer": "for",
    }


def test_each_label_comes_once_with_the_words_that_carry_it() -> None:
    text = "Loafers! More LOAFERS, and a 90’s slip‑dress… #ButterYellowCardi"
    tags = TAGGER.tag([text], ["en"])[0]
    assert len({tag.label_id for tag in tags}) == len(tags)
    assert {tag.evidence for tag in tags} >= {"ButterYellow", "Cardi"}
    for tag in tags:
        assert text[tag.span_start : tag.span_end] == tag.evidence


def test_invisible_and_decomposed_characters_do_not_hide_a_word() -> None:
    text = "my car\u200bdigan and de\u0301colletage, cre\u0301ole"
    tag = next(tag for tag in TAGGER.tag([text], ["en"])[0] if tag.label_id == "category:cardigan")
    assert text[tag.span_start : tag.span_end] == "car\u200bdigan"
    assert "jumpsuit" not in read(text)


GOLDEN = Path(__file__).parent / "golden" / "relevance.jsonl"


def test_posts_about_clothes_are_told_from_others_also_without_a_label() -> None:
    posts = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
    texts, languages = [post["text"] for post in posts], [post["lang"] for post in posts]
    read = zip(TAGGER.tag(texts, languages), TAGGER.relevant(texts, languages), posts, strict=True)
    outcomes = [(bool(tags) or about, post["relevant"]) for tags, about, post in read]
    right = sum(found and wanted for found, wanted in outcomes)
    assert right / sum(found for found, _ in outcomes) >= 0.95
    assert right / sum(wanted for _, wanted in outcomes) >= 0.90


@pytest.mark.parametrize(
    ("text", "relevant"),
    [
        ("nothing to wear", True),
        ("my outfit is a crime", True),
        ("this fit and this look", True),
        ("look at the moon", False),
        ("GIVEAWAY a whole wardrobe, follow to win", False),
        ("paint, walls, sofa, curtains, and my style", False),
        ("", False),
        ("🧥🧶", False),
    ],
)
def test_a_post_without_a_label_is_about_clothes_when_it_says_so(text: str, relevant: bool) -> None:
    assert TAGGER.relevant([text], ["en"]) == [relevant]


def test_a_post_of_a_hundred_kilobytes_is_read_and_judged() -> None:
    text = "loafers " + "و\u200b so on " * 12_000
    assert len(text.encode()) > 100_000
    assert "loafer" in read(text) and TAGGER.relevant([text], [None]) == [False]


def test_a_very_long_post_is_read_to_its_limit() -> None:
    assert "loafer" in read("loafers " + "and so on " * 20_000)


def test_texts_keep_their_order_when_languages_are_mixed() -> None:
    texts = ["loafers", "ローファー", "nothing", "mocassins"]
    found = TAGGER.tag(texts, ["en", "ja", "en", "fr"])
    assert [[tag.evidence for tag in tags] for tags in found] == [["loafers"], ["ローファー"], [], ["mocassins"]]


@given(st.text(max_size=200), st.sampled_from(["en", "de", "ja", "ko", None]))
@hypothesis_settings(max_examples=150, deadline=None)
def test_any_text_is_read_and_every_span_lies_in_it(text: str, lang: str | None) -> None:
    for tag in TAGGER.tag([text], [lang])[0]:
        assert tag.span_start is not None and text[tag.span_start : tag.span_end] == tag.evidence
        assert tag.evidence


@given(st.text(alphabet=st.sampled_from("aé#L ßあ服옷,.\n"), max_size=60))
@hypothesis_settings(max_examples=150, deadline=None)
def test_the_pieces_of_a_post_stand_in_it_in_their_order(text: str) -> None:
    plain, _ = readable(text)
    at = 0
    for piece in Words(plain, lambda tag: None).pieces:
        at = plain.index(piece, at) + len(piece)


def test_the_fingerprint_changes_with_the_words(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('["colour:navy"]\nwords.en = ["midnight ink"]\n', encoding="utf-8")
    other = VocabularyTagger(load_vocabulary(own), load_rules())
    assert str(other.fingerprint) != str(TAGGER.fingerprint)
    assert [tag.label_id for tag in other.tag(["midnight ink coat"], ["en"])[0]] == ["colour:navy", "category:coat"]


def test_a_word_of_parts_reads_the_same_in_every_process() -> None:
    program = (
        "from analysis.text.lexicon import Lexicon; from data.reading_rules import load_rules; "
        "from data.vocabulary import load_vocabulary; "
        "meant = Lexicon(load_vocabulary(), load_rules(), 'zh').meanings; "
        "print(sorted((word, [label.label_id for label in found.labels]) for word, found in meant.items()))"
    )
    read = {
        subprocess.run(
            [sys.executable, "-c", program], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(read) == 1 and "西部尖头靴" in read.pop().decode()
