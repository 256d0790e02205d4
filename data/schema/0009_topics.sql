-- Topics that outlive a run that does not find them, and new words that are used alike.

ALTER TABLE topic ADD COLUMN missed INTEGER DEFAULT 0;       -- runs since one found it
ALTER TABLE emerging_term ADD COLUMN theme INTEGER;           -- terms of one number are used in like posts
