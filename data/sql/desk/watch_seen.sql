-- Note how a kept series was at this look.
UPDATE watch SET week = $week, stage = $stage, growth = $growth, share = $share, peak_week = $peak_week,
                 confidence = $confidence
WHERE series_id = $series_id
