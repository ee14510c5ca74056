-- Does it matter what the patch shows? One film under three fills, each written as a picture and as numbers.
CREATE OR REPLACE MODEL chest FROM 'examples/phantoms/phantom-chest.onnx';
CREATE OR REPLACE IMAGE film FROM 'examples/phantoms/films/opacity-1000018.png';

EXPLAIN OCCLUSION ON film USING chest WITH PATCH 16 STRIDE 8 FILL BLACK INTO 'out/black.png';
EXPLAIN OCCLUSION ON film USING chest WITH PATCH 16 STRIDE 8 FILL MEAN INTO 'out/mean.png';
EXPLAIN OCCLUSION ON film USING chest WITH PATCH 16 STRIDE 8 FILL BLUR 6 INTO 'out/blur.npy';
