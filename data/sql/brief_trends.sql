-- A row is the first trend of one label, all regions and audiences, with the label's name, facet and hex:
-- counted over all posts where it is, else over the house's own records.
SELECT trend.*, label.name, label.facet, label.hex FROM trend JOIN label ON label.label_id = trend.label_id
WHERE trend.within_label_id = 'all' AND trend.region = 'all' AND trend.audience = 'all'
QUALIFY row_number() OVER (PARTITION BY trend.label_id ORDER BY trend.source <> 'all', trend.source) = 1
ORDER BY trend.label_id
