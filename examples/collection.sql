-- A folder of films in one query: a picture for each film and class.
CREATE OR REPLACE MODEL chest FROM 'examples/phantoms/phantom-chest.onnx';
CREATE OR REPLACE COLLECTION films FROM 'examples/phantoms/films/*.png';
DESCRIBE MODEL chest WITH PATCH 16 STRIDE 8;
PREDICT films USING chest TOP 1;
EXPLAIN OCCLUSION ON films USING chest FOR TOP 2 WITH PATCH 16 STRIDE 8 INTO 'out/films/{image}-{label}.png';
