"""The kinds of cue a word or a mark can be, each one bit, so that a post's cues are told in one step."""

from __future__ import annotations

AGAINST_AFTER = 1 << 0
AGAINST_NEAR = 1 << 1
AGAINST_BEFORE = 1 << 2
AGAINST_LIST = 1 << 3
FOR_AFTER = 1 << 4
FOR_BEFORE = 1 << 5
FOR_LIST = 1 << 6
PRAISE = 1 << 7
WISH = 1 << 8
LISTING = 1 << 9
ACCIDENT = 1 << 10
WEIGHING = 1 << 11
SELF = 1 << 12
CONTRAST = 1 << 13
ALONG = 1 << 14
SWAPPED = 1 << 15
DRESS = 1 << 16
AWAY = 1 << 17
NEVER = 1 << 18
PHRASES = 1 << 19
ARTICLE = 1 << 20
MONEY = 1 << 21
STOP = 1 << 22
ASKED = 1 << 23
COMMA = 1 << 24
COLON = 1 << 25
BEATS = 1 << 26
TAG = 1 << 27
COMPARED = 1 << 28
CHOOSING = 1 << 29
CLOTHES = 1 << 30
LEFT = 1 << 31
REACHED = 1 << 32
ABOVE = 1 << 33
PREFERRING = 1 << 34

# The names of the tables in stance.toml and context.toml, and of marks.
BIT = {
    "against-after": AGAINST_AFTER,
    "against-near": AGAINST_NEAR,
    "against-either": AGAINST_AFTER | AGAINST_BEFORE,
    "compared": COMPARED,
    "beaten": AGAINST_BEFORE | FOR_AFTER,
    "left": LEFT,
    "reached": REACHED,
    "above": ABOVE,
    "preferring": PREFERRING,
    "against-before": AGAINST_BEFORE,
    "against-list": AGAINST_LIST,
    "for-after": FOR_AFTER,
    "for-before": FOR_BEFORE,
    "for-list": FOR_LIST,
    "praise": PRAISE,
    "wish": WISH,
    "listing": LISTING,
    "accident": ACCIDENT,
    "weighing": WEIGHING,
    "choosing": CHOOSING,
    "self": SELF,
    "contrast": CONTRAST,
    "along": ALONG,
    "swapped": SWAPPED,
    "dress": DRESS,
    "clothes": CLOTHES,
    "away": AWAY,
    "never": NEVER,
    "phrases": PHRASES,
    "article": ARTICLE,
    "money": MONEY,
    "stop": STOP,
    "asked": ASKED,
    "comma": COMMA,
    "colon": COLON,
    "beats": BEATS,
    "tag": TAG,
}
ENDS = STOP | ASKED
