-- Topics that outlast a week that does not find them, and new words that are used alike.

ALTER TABLE topic ADD COLUMN found_week DATE;      -- newest week with posts when a run last found it
ALTER TABLE emerging_term ADD COLUMN theme INTEGER; -- terms of one number are used in like posts
