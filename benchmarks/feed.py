"""A made feed: Bluesky search results in their real shape, in nine languages, with all that real feeds bring along.

The words are invented; the fields, lengths, handles, addresses, emoji, broken encodings and repeats are as the real
thing has them. The same number of posts and the same seed give the same file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

BLOCK = 20_000  # posts drawn at once
POSTS_PER_AUTHOR = 8
FIRST_DAY, DAYS = datetime(2022, 1, 3), 1_000
REPEATED, REWORDED, UNTAGGED = 0.02, 0.01, 0.15  # shares: the same post again; almost its text; no language given
BROKEN, PHONED, HANDLED, LINKED, CHEERED, HASHED = 0.005, 0.004, 0.06, 0.08, 0.3, 0.35

# language: openings | garments | colours | endings
WORDING = {
    "en": "finally wore my {}; is anyone else living in a {}; so over the {}; thrifted this {} for next to nothing;"
    "street style in Leeds today, mostly a {}; my sister stole the {}; can't stop thinking about that {};"
    "okay but the {}"
    " | trench coat; barrel jeans; slip dress; ballet flats; bomber jacket; pleated skirt; cardigan; loafers"
    " | butter yellow; burgundy; cobalt; sage green; faded black; off-white; chocolate; silver"
    " | and it rained the whole day, worth it; with the chunky socks, obviously; for the office party on Friday;"
    "the fit is a bit boxy but I kept it; ; ; no regrets",
    "de": "endlich wieder {}; heute im Büro: {}; auf dem Flohmarkt gefunden, {} | Mantel; Jeans; Kleid; Strickjacke"
    " | buttergelb; weinrot; kobaltblau; salbeigrün"
    " | und es hat den ganzen Tag geregnet; mit dicken Socken natürlich; ",
    "fr": "j'ai enfin sorti {}; vu dans la rue ce matin : {}; trouvé en friperie, {}"
    " | le trench; le jean; la robe; le gilet | jaune beurre; bordeaux; cobalt; vert sauge"
    " | et il a plu toute la journée; avec de grosses chaussettes; ",
    "es": "por fin me puse {}; hoy en la calle: {}; en la tienda de segunda mano, {}"
    " | la gabardina; los vaqueros; el vestido; la chaqueta | amarillo; burdeos; azul; verde"
    " | y llovió todo el día; con calcetines gruesos, claro; ",
    "it": "finalmente ho messo {}; visto oggi per strada: {}; trovato al mercatino, {}"
    " | il trench; i jeans; il vestito; il cardigan | giallo burro; bordeaux; cobalto; verde salvia"
    " | e ha piovuto tutto il giorno; con i calzini pesanti, ovviamente; ",
    "pt": "finalmente usei {}; visto hoje na rua: {}; achei no brechó, {}"
    " | o trench coat; a calça jeans; o vestido; o casaco | amarelo; vinho; azul; verde"
    " | e choveu o dia inteiro; com meias grossas, claro; ",
    "ja": "やっと着られた{}; 今日の街で見た{}; 古着屋で見つけた{} | トレンチコート; デニム; ワンピース; カーディガン"
    " | バターイエローの; ボルドーの; コバルトの; くすみグリーンの | 一日中雨だったけど最高; 厚い靴下と合わせて; ",
    "zh": "终于穿上了{}; 今天街上看到的{}; 在二手店淘到的{} | 风衣; 牛仔裤; 连衣裙; 开衫"
    " | 黄油黄; 酒红色; 钴蓝色; 灰绿色 | 结果下了一整天的雨; 配厚袜子刚刚好; ",
    "ko": "드디어 입은 {}; 오늘 거리에서 본 {}; 빈티지 가게에서 찾은 {} | 트렌치코트; 청바지; 원피스; 가디건"
    " | 버터옐로우; 버건디; 코발트; 세이지그린 | 하루 종일 비가 왔지만 만족; 두꺼운 양말이랑 같이; ",
}
WORDS = {
    language: [[word.strip() for word in part.split(";")] for part in parts.split(" | ")]
    for language, parts in WORDING.items()
}
LANGUAGES = tuple(WORDS)
WEIGHTS = np.array([0.6, 0.06, 0.05, 0.06, 0.04, 0.05, 0.06, 0.04, 0.04])
THINGS = (
    "train", "market", "wedding", "library", "neighbour", "airport", "rehearsal", "birthday", "interview", "museum",
    "harbour", "bakery", "concert", "dentist", "garden", "picnic", "lecture", "ferry", "bookshop", "allotment",
)  # fmt: skip
ASIDES = ("{} weeks in", "day {}", "look {}", "no. {}", "{} of you asked", "size {}")
CHEERS = ("😍", "🔥🔥", "✨", "👗", "💛", "😭😭😭", "🧥", "👀")
FACETS = (
    '"facets":[{"features":[{"$type":"app.bsky.richtext.facet#tag","tag":"ootd"}],'
    '"index":{"byteEnd":9,"byteStart":4}}],'
)
TAGS = ("ootd", "streetstyle", "denim", "thrifted", "SlowFashion", "vintage", "quietluxury", "fashion")


def write_feed(path: Path, posts: int, seed: int = 0) -> None:
    """Write a file of made posts, one JSON object a line."""
    rng = np.random.default_rng(seed)
    with path.open("w", encoding="utf-8") as file:
        last: list[str] = []
        for first in range(0, posts, BLOCK):
            last = list(_lines(rng, first, min(BLOCK, posts - first), max(posts // POSTS_PER_AUTHOR, 1), last))
            file.writelines(last)


def _lines(rng: np.random.Generator, first: int, count: int, authors: int, before: list[str]) -> Iterator[str]:
    """Yield the lines of one block; some repeat a line of the block before."""
    dice, last = rng.random((count, 16)).tolist(), None
    writers = (authors * rng.random(count) ** 2).astype(int).tolist()
    languages = rng.choice(len(LANGUAGES), count, p=WEIGHTS / WEIGHTS.sum()).tolist()
    for at in range(count):
        roll, language = dice[at], LANGUAGES[languages[at]]
        if before and roll[0] < REPEATED:
            yield before[int(roll[1] * len(before))]
            continue
        if last and roll[0] > 1 - REWORDED:
            said, *same = last
            yield _line(first + at, f"{said} again", *same)
            continue
        when = FIRST_DAY + timedelta(seconds=int((roll[14] + (first + at) % 7) / 7 * DAYS * 86_400))
        last = _text(language, roll, writers[at]), writers[at], language, roll, when
        yield _line(first + at, *last)


def _text(language: str, roll: list[float], writer: int) -> str:
    """Word one post."""
    openings, garments, colours, endings = WORDS[language]
    blank = "" if language in ("ja", "zh") else " "
    thing = _pick(colours, roll[2]) + blank + _pick(garments, roll[3])
    parts = [_pick(openings, roll[4]).format(thing), _pick(endings, roll[5])]
    if roll[6] < 0.7:
        parts += [" + ".join(_pick(THINGS, (one * 97) % 1) for one in roll[5:9])]
    if roll[6] > 0.5:
        parts.append(_pick(ASIDES, roll[6] * 2 - 1).format(int(roll[7] * 900)))
    if roll[8] < 0.2:  # long posts
        parts += [_pick(o, r).format(_pick(g, r)) for o, g, _, _ in [WORDS[language]] for r in roll[9:13]]
    parts += [_pick(CHEERS, roll[9])] if roll[10] < CHEERED else []
    parts += [f"@friend{int(roll[9] * 5000)}.bsky.social"] if roll[11] < HANDLED else []
    parts += [f"https://shop.example/p/{int(roll[9] * 1e6)}?ref={writer}"] if roll[12] < LINKED else []
    parts += [f"call +44 7700 900{int(roll[9] * 1000):03d}"] if roll[11] > 1 - PHONED else []
    parts += [f"#{_pick(TAGS, roll[9])}", f"#{_pick(TAGS, roll[13])}"] if roll[13] < HASHED else []
    text = " ".join(part for part in parts if part)
    return f"{text} it’s £{int(roll[7] * 90)}".encode().decode("mac_roman") if roll[12] > 1 - BROKEN else text


def _line(number: int, text: str, writer: int, language: str, roll: list[float], at: datetime) -> str:
    """Write one post as a search gives it."""
    did, rkey = f"did:plc:{writer:024x}", f"3k{number:011x}"
    langs = "" if roll[15] < UNTAGGED else f'"langs":["{language}"],'
    facets = FACETS if roll[13] < HASHED else ""
    return (
        f'{{"uri":"at://{did}/app.bsky.feed.post/{rkey}","cid":"bafyrei{number:052x}","author":{{"did":"{did}",'
        f'"handle":"writer{writer}.bsky.social","displayName":"Writer {writer}",'
        f'"avatar":"https://cdn.example/img/avatar/plain/{did}/{rkey}@jpeg","labels":[],'
        f'"createdAt":"2023-05-01T10:00:00.000Z"}},"record":{{"$type":"app.bsky.feed.post",'
        f'"createdAt":"{at:%Y-%m-%dT%H:%M:%S}.{number % 1000:03d}Z",{facets}{langs}'
        f'"text":{json.dumps(text, ensure_ascii=False)}}},"replyCount":{int(roll[1] * 4)},'
        f'"repostCount":{int(roll[2] * 6)},"likeCount":{int(roll[3] ** 4 * 900)},"quoteCount":0,'
        f'"indexedAt":"{at:%Y-%m-%dT%H:%M:%S}.999Z","labels":[]}}\n'
    )


def _pick(words: list[str] | tuple[str, ...], roll: float) -> str:
    """Choose a word by a number from 0 to below 1."""
    return words[int(roll * len(words))]
