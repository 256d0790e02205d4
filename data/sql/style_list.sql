-- A row is one style.
SELECT style_id, reader, model, fitted_on, centre, looks, named_after FROM style ORDER BY style_id
