-- A row is one runway picture: its id, and who it is by.
SELECT image_id, designer FROM runway
