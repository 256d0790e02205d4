-- A row is the trend of one label that a brief for $market and $customer speaks of, with the label's name, facet and hex:
-- of that region and audience where it is, else of the region, else of the audience, else of all; counted over all
-- posts where it is, else over the house's own records.
SELECT trend.*, label.name, label.facet, label.hex FROM trend JOIN label ON label.label_id = trend.label_id
WHERE trend.within_label_id = 'all' AND trend.region IN ('all', $market) AND trend.audience IN ('all', $customer)
QUALIFY row_number() OVER (PARTITION BY trend.label_id
                           ORDER BY trend.region <> $market, trend.audience <> $customer, trend.source <> 'all',
                                    trend.source) = 1
ORDER BY trend.label_id
