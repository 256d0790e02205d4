-- Keep a series; one that is kept already stays as it is.
INSERT OR IGNORE INTO watch (series_id, name, kept_at, on_stage, on_confidence, growth_above, growth_below,
                             share_crosses, peak_weeks, week, stage, growth, share, peak_week, confidence)
VALUES ($series_id, $name, $kept_at, $on_stage, $on_confidence, $growth_above, $growth_below,
        $share_crosses, $peak_weeks, $week, $stage, $growth, $share, $peak_week, $confidence)
