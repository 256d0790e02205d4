-- A row is one garment that is followed, with how many labels are followed within it.
SELECT t.label_id, any_value(coalesce(l.name, t.label_id)) AS name,
       (SELECT count(DISTINCT i.label_id) FROM trend i WHERE i.within_label_id = t.label_id) AS labels
FROM trend t JOIN label l ON l.label_id = t.label_id AND l.facet = 'category'
WHERE t.within_label_id = 'all'
GROUP BY t.label_id ORDER BY name, t.label_id
