-- Where does the bundled classifier see the opacity in a (synthetic) chest film?
PREDICT 'examples/phantoms/films/opacity-1000002.png' USING 'examples/phantoms/phantom-chest.onnx';

EXPLAIN OCCLUSION ON 'examples/phantoms/films/opacity-1000002.png' USING 'examples/phantoms/phantom-chest.onnx'
  WITH PATCH 16 STRIDE 4
  INTO 'out/{image}.png';
