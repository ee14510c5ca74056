// The query language. Every decision looks at one word only: an error then always stands at the first wrong word, and the
// words that could have stood there are exactly those the parser looked for. A new statement is a new alternative of
// `statement` (or `explain`), a new clause one of `occlusionClause`; if a new word is not needed to tell where a name ends,
// add it to `unreserved` too. No rule calls itself, so no input can exhaust the stack.
parser grammar KryptonParser;

options { tokenVocab = KryptonLexer; }

terminatedStatement : statement ( SEMICOLON | EOF ) ;

statement
    : explain
    | predict
    | create
    | drop
    | show
    | describe
    | set
    ;

explain : EXPLAIN occlusion ;

occlusion
    : OCCLUSION ON image=term USING model=term
      ( FOR classes )? ( WITH occlusionClause+ )? ( INTO into=text )?
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
    ;

extentClause : ( PATCH | STRIDE ) extent ;

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
    : CREATE ( OR REPLACE )? objectKind ( IF NOT EXISTS )? name FROM path=text
      ( WITH LPAREN option ( COMMA option )* RPAREN )?
    ;

option : key=name EQUALS value ;

drop : DROP objectKind ( IF EXISTS )? name ;

show : SHOW ( MODELS | IMAGES | COLLECTIONS | SETTINGS ) ;

describe
    : DESCRIBE ( MODEL term ( WITH extentClause+ )?
               | ( IMAGE | COLLECTION ) term )
    ;

set : SET setting EQUALS value ;

setting : name ( DOT name )* ;

objectKind : MODEL | IMAGE | COLLECTION ;

// An image or a model: catalogued, a file, or given by the caller.
term : name | STRING | PARAMETER ;

text : STRING | PARAMETER ;

number : NUMBER | PARAMETER ;

label : NUMBER | STRING | PARAMETER ;

// ON is reserved, but `SET rule.Name = on` needs it.
value : name | ON | STRING | PARAMETER | MINUS? NUMBER ;

name : IDENTIFIER | QUOTED_IDENTIFIER | unreserved ;

unreserved
    : OCCLUSION | CLASS | TOP | REPLACE | EXISTS
    | MODEL | IMAGE | COLLECTION | MODELS | IMAGES | COLLECTIONS | SETTINGS
    | X | X_SIZE | PATCH | STRIDE | FILL | REGION | SCORE
    | BLACK | GRAY | GREY | WHITE | MEAN | COLOR | BLUR | PROBABILITY | LOGIT
    ;
