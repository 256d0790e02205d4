-- Keep a picture, once.
INSERT OR IGNORE INTO kept_picture (sha256, jpeg, width, height, kept_at)
VALUES ($sha256, $jpeg, $width, $height, $kept_at)
