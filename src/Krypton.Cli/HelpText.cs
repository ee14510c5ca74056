namespace Krypton.Cli;

/// <summary>What --help and .help print.</summary>
internal static class HelpText
{
    /// <summary>The whole page.</summary>
    public const string Page = """
        NAME
            krypton - ask which parts of an image a model's answer depends on

        SYNOPSIS
            krypton [options]                  type statements at a prompt
            krypton [options] -c 'statements'  run statements
            krypton [options] -f script.sql    run a script
            krypton [options] < script.sql     the same, from standard input
            krypton studio [options]           serve a page to explain predictions

        DESCRIPTION
            Krypton explains ONNX image classifiers by occlusion: it slides a patch over
            the image, asks the model again at every position, and reports how much the
            score of a class drops. It does so incrementally: only what a patch can
            change is computed again.

            Statements end with a semicolon; the last may omit it.

                EXPLAIN OCCLUSION ON image USING model [FOR CLASS class | FOR TOP k]
                    [WITH PATCH size STRIDE size FILL what REGION (x, y, w, h)
                     SCORE what] [INTO 'file.png']
                EXPLAIN PLAN [(FORMAT what, VERBOSE)] FOR EXPLAIN OCCLUSION ... | BATCH
                EXPLAIN ANALYZE [(FORMAT what, VERBOSE)] EXPLAIN OCCLUSION ... | BATCH
                PREDICT image USING model [TOP k]
                CREATE MODEL | IMAGE | COLLECTION name FROM 'path'
                    [WITH (option = value, ...)]
                CREATE MATERIALIZED VIEW name AS EXPLAIN OCCLUSION ...
                REFRESH MATERIALIZED VIEW name
                BEGIN BATCH; RUN BATCH; CANCEL BATCH
                SELECT ... FROM (EXPLAIN OCCLUSION ...) | view | table
                INSERT, UPDATE, DELETE, CREATE TABLE, DROP TABLE
                COPY (SELECT ...) | view TO 'file.csv | .json | .parquet | .npy'
                ANALYZE DEVICE
                ANALYZE MODEL model USING images [SAMPLE n] [WITH PATCH p STRIDE s]
                DROP, SHOW, DESCRIBE, SET

            Images and models are names made by CREATE, or paths in single quotes.
            docs/language.md describes the whole language.

        OPTIONS
            -c, --command 'statements'
                    Run these statements. May be given several times, also mixed with
                    -f; all run in the order given, in one session.
            -f, --file path
                    Run the statements in this file; - is standard input.
            --db path
                    Keep names in this catalog file, made when it does not exist.
                    Without it, names last until the program ends.
            --batch
                    Plan all explanations of the scripts together: what they have in
                    common is computed once. Their answers come at the end.
            --format table | box | markdown | csv | json
                    How answers are printed (default: table). See OUTPUT.
            --color auto | always | never
                    When colours are used (default: auto, on a terminal that has them).
            --param name=value
                    Give the parameter @name a value; may be given several times. What
                    reads as a number is one, unless it stands in single quotes.
            --no-progress
                    Show no progress of long statements.
            --version
                    Print the version.
            -h      Print a summary.
            --help  Print this page.

        STUDIO
            krypton studio serves a page on http://127.0.0.1:8420 until Ctrl-C.
            --port N        another port; 0 takes any that is free
            --host H        another address to listen on, such as 0.0.0.0; one that
                            other machines reach needs --token
            --token T       what a browser must show, of at least 12 characters
            --data DIR      where uploads, names and views are kept
            --allow-paths   queries may name any file and run any statement; without
                            it they see uploads only

        OUTPUT
            table   For people. An explanation is a picture (on a terminal only), what
                    the model predicted, the 10 strongest positions and what it took.
            box     The same with lines around tables.
            markdown
                    The same with tables in Markdown, in full width, without pictures.
            csv     Every row, comma-separated, under a line with the columns' names.
            json    Every row: for each answer one line with an array of objects.

            With csv and json, standard output holds rows and nothing else. Notes,
            progress and errors go to standard error. An explanation has a row for every
            position: image, model, class, label, row, col, y, x, height, width, score,
            drop (y, x, height, width in pixels of the model's input; score is the
            probability, or the logit with SCORE LOGIT; drop = score without patch −
            score). INTO writes a picture (.png), an array of drops (.npy) or rows
            (.csv, .json, .parquet).

            A terminal also shows how far a long statement is and how long it will
            take; under APPROX or WITHIN the map too, while it gets better.

            Pictures are drawn with kitty's graphics protocol or with sixels where the
            terminal says that it knows them, otherwise with half blocks in all colours
            or 256, otherwise with shades. Where output is no terminal there are no
            colours, no pictures and no progress.

        DOT COMMANDS
            Lines at the prompt that begin with a dot need no semicolon. Without its
            argument a command that changes something says how it stands.

            .help   Show examples, commands and keys.
            .mode table | box | markdown | csv | json
                    How answers are printed, as --format.
            .heatmap auto | on | off | blocks | shades | sixel | kitty
                    Pictures where output is a terminal, always, or never; the others
                    also say how they are drawn, whatever the terminal says.
            .plan on | off
                    Show the plan before each explanation.
            .timer on | off
                    Show what each answer took.
            .output [file]
                    Write answers to a file; without a name, to the terminal again.
            .read file
                    Run the statements in a file, up to the first error.
            .open [file]
                    Change to another catalog, made when it does not exist, with
                    settings as at the start; without a name, to an empty one in memory.
            .quit, .exit
                    Leave.

        KEYS
            Enter           run a statement that ends with a semicolon, otherwise begin
                            another line
            Tab             complete keywords, names, classes, settings and files;
                            again: the next candidate (Shift-Tab: the one before,
                            Esc: none)
            Up, Down        the line above and below; past the edge, earlier statements
            Ctrl-R          look for an earlier statement that holds what is typed;
                            again: an older one (Enter runs it, an arrow takes it,
                            Ctrl-G gives up)
            Ctrl-C          give up what is typed, or cancel the statement that runs
            Ctrl-D          leave, when nothing is typed
            Ctrl-L          clear the screen
            Ctrl-A, Ctrl-E  to the beginning, the end of the line (Home, End)
            Alt-B, Alt-F    a word back, forward (Ctrl-Left, Ctrl-Right)
            Ctrl-W, Alt-D   delete the word before, behind the cursor
            Ctrl-U, Ctrl-K  delete what is before, behind the cursor in the line

            Pasted text is never run before Enter is pressed.

        ENVIRONMENT
            TERM, COLORTERM
                    Which colours a picture has: all with COLORTERM=truecolor, 256 with
                    a TERM such as xterm-256color, otherwise shades without colour.
            KITTY_WINDOW_ID, TERM_PROGRAM, TMUX
                    Whether the terminal knows kitty's graphics protocol. (For sixels
                    the terminal itself is asked, at the prompt only.)
            NO_COLOR
                    When set, nothing is coloured and pictures have shades.
            XDG_STATE_HOME, HOME
                    Where earlier statements are kept, see FILES.
            KRYPTON_DEBUG
                    When 1, an unexpected error shows where it happened.

        FILES
            $XDG_STATE_HOME/krypton/history, or ~/.krypton_history
                    The latest 1,000 statements typed at the prompt, readable by their
                    owner only.

        EXIT STATUS
            0       all statements ran; also when leaving the prompt
            1       a statement failed; those after it did not run
            2       wrong usage: an unknown option, a missing value, or a script or
                    catalog that cannot be opened
            130     cancelled with Ctrl-C

        EXAMPLES
            What does the model look at, and what does it say?
                krypton -c "EXPLAIN OCCLUSION ON 'dog.png' USING 'squeezenet.onnx'
                            WITH PATCH 16 STRIDE 4 INTO 'dog-explained.png'"

            Give names once, in a catalog:
                krypton --db lab.db -c "CREATE MODEL net FROM 'squeezenet.onnx'
                                          WITH (labels = 'imagenet.txt')"
                krypton --db lab.db -c "PREDICT 'dog.png' USING net TOP 5"

            All positions, for another program:
                krypton --format csv -c "EXPLAIN OCCLUSION ON 'dog.png' USING
                                         'squeezenet.onnx' WITH PATCH 16" > drops.csv

            A script with parameters:
                krypton -f explain.sql --param image=dog.png --param patch=24
        """;

    /// <summary>What fits a screen.</summary>
    public const string Summary = """
        usage: krypton [options]                    type statements at a prompt
               krypton [options] -c 'statements'    run statements
               krypton [options] -f script.sql      run a script; - is standard input
               krypton studio [options]             serve a page (krypton studio -h)

          -c, --command 'statements'  run these; may be given several times
          -f, --file path             run the statements in this file
          --db path                   keep names in this catalog file
          --batch                     plan all explanations together
          --format what               table, box, markdown, csv or json
          --color when                auto, always or never
          --param name=value          give @name a value
          --no-progress               show no progress of long statements
          --version, -h, --help       the version, this, or the whole page

        krypton -c "EXPLAIN OCCLUSION ON 'dog.png' USING 'squeezenet.onnx' WITH PATCH 16"
        """;

    public const string Repl = """
        EXPLAIN OCCLUSION ON 'dog.png' USING 'squeezenet.onnx' WITH PATCH 16 STRIDE 4;
        EXPLAIN OCCLUSION ON 'dog.png' USING 'squeezenet.onnx' FOR CLASS 207 INTO 'dog-explained.png';
        EXPLAIN PLAN FOR EXPLAIN OCCLUSION ON 'dog.png' USING 'squeezenet.onnx' WITH PATCH 16 STRIDE 4;
        EXPLAIN ANALYZE EXPLAIN OCCLUSION ON 'dog.png' USING 'squeezenet.onnx' WITH PATCH 16 STRIDE 4;
        PREDICT 'dog.png' USING 'squeezenet.onnx' TOP 5;
        CREATE MODEL net FROM 'squeezenet.onnx' WITH (labels = 'imagenet.txt');
        CREATE IMAGE dog FROM 'dog.png';
        CREATE COLLECTION scans FROM 'scans/**/*.png';
        CREATE MATERIALIZED VIEW dog_map AS EXPLAIN OCCLUSION ON dog USING net WITH PATCH 16 STRIDE 4;
        REFRESH MATERIALIZED VIEW dog_map;    DROP MATERIALIZED VIEW dog_map;
        BEGIN BATCH;    RUN BATCH;    CANCEL BATCH;    ANALYZE DEVICE;
        SHOW MODELS;    SHOW IMAGES;    SHOW COLLECTIONS;    SHOW VIEWS;    SHOW DEVICES;    SHOW SETTINGS;
        DESCRIBE MODEL net;    DROP MODEL net;    SET threads = 2;

        .help           this
        .mode WHAT      print answers as table, box, markdown, csv or json
        .heatmap WHAT   pictures: auto, on, off, or as blocks, shades, sixel or kitty
        .plan on|off    show the plan before each explanation
        .timer on|off   show what each answer took
        .output [FILE]  write answers to a file; without a name, here again
        .read FILE      run the statements in a file
        .open [FILE]    change to another catalog; without a name, to an empty one
        .quit, .exit    leave; Ctrl-D too
        Tab             completes keywords, names, classes, settings and files
        Ctrl-R          looks for an earlier statement; Up, Down recall them in turn
        Ctrl-C          cancels the statement that is running, or gives up the one being typed
        """;
}
