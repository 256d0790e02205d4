-- A row is one designer a picture is by.
SELECT DISTINCT designer FROM runway WHERE designer IS NOT NULL ORDER BY designer
