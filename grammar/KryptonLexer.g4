// The words of the query language. The order is the order in which an error message lists what it expected.
lexer grammar KryptonLexer;

options { caseInsensitive = true; }

// Statements
EXPLAIN  : 'EXPLAIN' ;
PREDICT  : 'PREDICT' ;
CREATE   : 'CREATE' ;
REFRESH  : 'REFRESH' ;
DROP     : 'DROP' ;
SHOW     : 'SHOW' ;
DESCRIBE : 'DESCRIBE' ;
SET      : 'SET' ;
BEGIN    : 'BEGIN' ;
RUN      : 'RUN' ;
CANCEL   : 'CANCEL' ;
SELECT   : 'SELECT' ;
VALUES   : 'VALUES' ;
INSERT   : 'INSERT' ;
UPDATE   : 'UPDATE' ;
DELETE   : 'DELETE' ;
COPY     : 'COPY' ;
DIFF     : 'DIFF' ;

// Their structure
OCCLUSION : 'OCCLUSION' ;
PLAN      : 'PLAN' ;
ANALYZE   : 'ANALYZE' ;
SAMPLE    : 'SAMPLE' ;
ON        : 'ON' ;
USING     : 'USING' ;
FOR       : 'FOR' ;
CLASS     : 'CLASS' ;
TOP       : 'TOP' ;
OR        : 'OR' ;
REPLACE   : 'REPLACE' ;
IF        : 'IF' ;
NOT       : 'NOT' ;
EXISTS    : 'EXISTS' ;
FROM      : 'FROM' ;
AS        : 'AS' ;
BATCH     : 'BATCH' ;
MINUS     : 'MINUS' ;

// How a plan is shown
FORMAT  : 'FORMAT' ;
TEXT    : 'TEXT' ;
JSON    : 'JSON' ;
MERMAID : 'MERMAID' ;
VERBOSE : 'VERBOSE' ;

// Catalog objects
MODEL        : 'MODEL' ;
IMAGE        : 'IMAGE' ;
COLLECTION   : 'COLLECTION' ;
MATERIALIZED : 'MATERIALIZED' ;
VIEW         : 'VIEW' ;
TABLE        : 'TABLE' ;
DEVICE       : 'DEVICE' ;
MODELS       : 'MODELS' ;
IMAGES       : 'IMAGES' ;
COLLECTIONS  : 'COLLECTIONS' ;
VIEWS        : 'VIEWS' ;
DEVICES      : 'DEVICES' ;
SETTINGS     : 'SETTINGS' ;

// Clauses
X           : 'X' ;
WITH        : 'WITH' ;
PATCH       : 'PATCH' ;
STRIDE      : 'STRIDE' ;
FILL        : 'FILL' ;
REGION      : 'REGION' ;
SCORE       : 'SCORE' ;
BLACK       : 'BLACK' ;
GRAY        : 'GRAY' ;
GREY        : 'GREY' ;
WHITE       : 'WHITE' ;
MEAN        : 'MEAN' ;
COLOR       : 'COLOR' ;
BLUR        : 'BLUR' ;
PROBABILITY : 'PROBABILITY' ;
LOGIT       : 'LOGIT' ;
APPROX      : 'APPROX' ;
METRIC      : 'METRIC' ;
SSIM        : 'SSIM' ;
RENDERED    : 'RENDERED' ;
OUTPUT      : 'OUTPUT' ;
POSITIONS   : 'POSITIONS' ;
PIXELS      : 'PIXELS' ;
WITHIN      : 'WITHIN' ;
SECONDS     : 'SECONDS' ;
MINUTES     : 'MINUTES' ;
MEMORY      : 'MEMORY' ;
MB          : 'MB' ;
GB          : 'GB' ;
INTO        : 'INTO' ;

// 16x24 lexes as 16 and x24; x24 alone is also a fine name, so the parser takes it as one.
X_SIZE            : 'X' DIGIT+ ;
IDENTIFIER        : [A-Z_] [A-Z0-9_]* ;
QUOTED_IDENTIFIER : '"' ( ~'"' | '""' )* '"' ;
NUMBER            : ( DIGIT+ ( '.' DIGIT+ )? | '.' DIGIT+ ) ( 'E' [+-]? DIGIT+ )? ;
STRING            : '\'' ( ~'\'' | '\'\'' )* '\'' ;
PARAMETER         : '@' [A-Z_] [A-Z0-9_]* ;

LPAREN    : '(' ;
COMMA     : ',' ;
DOT       : '.' ;
EQUALS    : '=' ;
DASH      : '-' ;
RPAREN    : ')' ;
SEMICOLON : ';' ;

SPACE         : [ \t\r\n\f\u00A0\uFEFF]+ -> skip ;
LINE_COMMENT  : '--' ~[\r\n]* -> skip ;
BLOCK_COMMENT : '/*' .*? '*/' -> skip ;

// The lexer itself never fails: what cannot be a word becomes one of these, and the parser reports it in its place.
// Each matches at most one character less than its closed form, so it wins only when nothing closes.
UNCLOSED_STRING     : '\'' ( ~'\'' | '\'\'' )* ;
UNCLOSED_IDENTIFIER : '"' ( ~'"' | '""' )* ;
UNCLOSED_COMMENT    : '/*' ( ~'*' | '*'+ ~[*/] )* '*'* ;
STRAY               : . ;

fragment DIGIT : [0-9] ;
