-- Drop a version: its number stays taken.
UPDATE brief_version SET body = NULL WHERE brief_key = $brief_key AND number = $number AND body IS NOT NULL
