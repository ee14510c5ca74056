// The query language. Every decision looks at one word only: an error then always stands at the first wrong word, and the
// words that could have stood there are exactly those the parser looked for. A new statement is a new alternative of
// `statement` (or `explain`), a new clause one of `occlusionClause`; if a new word is not needed to tell where a name ends,
// add it to `unreserved` too. No rule calls itself, so no input can exhaust the stack.
parser grammar KryptonParser;

options { tokenVocab = KryptonLexer; }

terminatedStatement : statement ( SEMICOLON | EOF ) ;

statement
    : explain
    | diff
    | predict
    | create
    | refresh
    | drop
    | show
    | describe
    | set
    | batch
    | analyze
    | sql
    | copy
    ;

explain
    : EXPLAIN ( occlusion into?
              | PLAN planOptions? FOR ( planned | selection )
              | ANALYZE planOptions? planned )
    ;

occlusion
    : OCCLUSION ON image=term USING model=term
      ( FOR classes )? ( WITH occlusionClause+ )?
    ;

// What the first explanation sees more of than the second.
diff : DIFF LPAREN viewQuery RPAREN MINUS LPAREN viewQuery RPAREN into? ;

into : INTO text ;

planOptions : LPAREN planOption ( COMMA planOption )* RPAREN ;

planOption
    : FORMAT ( TEXT | JSON | MERMAID )
    | VERBOSE
    ;

planned
    : EXPLAIN occlusion into?
    | BATCH
    ;

classes
    : CLASS label
    | TOP number
    ;

occlusionClause
    : extentClause
    | FILL fill
    | REGION region
    | SCORE ( PROBABILITY | LOGIT )
    | APPROX number
    | METRIC ( SSIM | RENDERED )
    | OUTPUT ( POSITIONS | PIXELS )
    | WITHIN number ( SECONDS | MINUTES )
    | MEMORY number ( MB | GB )
    ;

extentClause : PATCH extent ( COMMA extent )* | STRIDE extent ;

extent : height=number ( X width=number | X_SIZE )? ;

fill
    : BLACK
    | GRAY
    | GREY
    | WHITE
    | MEAN
    | COLOR LPAREN red=number COMMA green=number COMMA blue=number RPAREN
    | BLUR sigma=number
    | IMAGE image=term
    ;

region : LPAREN x=number COMMA y=number COMMA width=number COMMA height=number RPAREN ;

predict : PREDICT image=term USING model=term ( TOP number )? ;

create
    : CREATE ( OR REPLACE )? ( objectKind ifNotExists? name FROM path=text
                               ( WITH LPAREN option ( COMMA option )* RPAREN )?
                             | MATERIALIZED VIEW ifNotExists? name AS viewQuery
                             | TABLE sqlPart* )
    ;

ifNotExists : IF NOT EXISTS ;

option : key=name EQUALS value ;

// A view keeps its answer in the catalog, a part of a statement hands it on: no INTO.
viewQuery : EXPLAIN occlusion ;

refresh : REFRESH MATERIALIZED VIEW name ;

drop
    : DROP ( ( objectKind | MATERIALIZED VIEW ) ( IF EXISTS )? name
           | TABLE sqlPart* )
    ;

show : SHOW ( MODELS | IMAGES | COLLECTIONS | VIEWS | DEVICES | SETTINGS ) ;

describe
    : DESCRIBE ( MODEL term ( WITH extentClause+ )?
               | ( IMAGE | COLLECTION ) term
               | MATERIALIZED VIEW name )
    ;

set : SET setting EQUALS value ;

setting : name ( DOT name )* ;

batch : ( BEGIN | RUN | CANCEL ) BATCH ;

analyze : ANALYZE ( DEVICE | MODEL model=term USING images=term ( SAMPLE number )? ( WITH extentClause+ )? ) ;

// Relations: the text is the relational engine's, which has errors of its own; the explanations in it are ours.
sql : ( SELECT | VALUES | INSERT | UPDATE | DELETE | WITH ) sqlPart* ;

selection : SELECT sqlPart* ;

copy : COPY sqlPart* ;

sqlPart
    : LPAREN ( viewQuery RPAREN )?
    | ~( LPAREN | SEMICOLON | EXPLAIN | UNCLOSED_STRING | UNCLOSED_IDENTIFIER | UNCLOSED_COMMENT )
    ;

objectKind : MODEL | IMAGE | COLLECTION ;

// An image or a model: catalogued, a file, or given by the caller.
term : name | STRING | PARAMETER ;

text : STRING | PARAMETER ;

number : NUMBER | PARAMETER ;

label : NUMBER | STRING | PARAMETER ;

// ON is reserved, but `SET rule.Name = on` needs it.
value : name | ON | STRING | PARAMETER | DASH? NUMBER ;

name : IDENTIFIER | QUOTED_IDENTIFIER | unreserved ;

unreserved
    : REFRESH | BEGIN | RUN | CANCEL | SELECT | VALUES | INSERT | UPDATE | DELETE | COPY | TABLE | DIFF | MINUS
    | OCCLUSION | PLAN | ANALYZE | SAMPLE | CLASS | TOP | REPLACE | EXISTS | BATCH
    | FORMAT | TEXT | JSON | MERMAID | VERBOSE
    | MODEL | IMAGE | COLLECTION | MATERIALIZED | VIEW | DEVICE
    | MODELS | IMAGES | COLLECTIONS | VIEWS | DEVICES | SETTINGS
    | X | X_SIZE | PATCH | STRIDE | FILL | REGION | SCORE
    | BLACK | GRAY | GREY | WHITE | MEAN | COLOR | BLUR | PROBABILITY | LOGIT
    | APPROX | METRIC | SSIM | RENDERED | OUTPUT | POSITIONS | PIXELS | WITHIN | SECONDS | MINUTES | MEMORY | MB | GB
    ;
