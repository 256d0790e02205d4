-- Take a vote back.
DELETE FROM brief_vote WHERE theme = $theme AND section = $section AND text_id = $text_id
