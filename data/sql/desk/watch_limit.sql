-- Set the limits of a kept series.
UPDATE watch SET on_stage = $on_stage, on_confidence = $on_confidence, growth_above = $growth_above,
                 growth_below = $growth_below, share_crosses = $share_crosses, peak_weeks = $peak_weeks
WHERE series_id = $series_id
