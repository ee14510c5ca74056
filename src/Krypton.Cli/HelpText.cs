namespace Krypton.Cli;

/// <summary>What --help and .help print.</summary>
internal static class HelpText
{
    public const string Page = """
        krypton - ask which parts of an image a model's answer depends on

        USAGE
            krypton [options]                  type statements at a prompt
            krypton [options] -c 'statements'  run statements
            krypton [options] -f script.sql    run a script
            krypton [options] < script.sql     the same, from standard input

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
                ANALYZE DEVICE
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
            --format table | csv | json
                    How answers are printed (default: table). See OUTPUT.
            --param name=value
                    Give the parameter @name a value; may be given several times. What
                    reads as a number is one, unless it stands in single quotes.
            --no-progress
                    Show no progress of long statements.
            --version
                    Print the version.
            -h, --help
                    Print this page.

        OUTPUT
            table   For people. An explanation is a picture (on a terminal only), what
                    the model predicted, the 10 strongest positions and what it took.
            csv     Every row, comma-separated, under a line with the columns' names.
            json    Every row: for each answer one line with an array of objects.

            With csv and json, standard output holds rows and nothing else. Notes,
            progress and errors go to standard error. An explanation has a row for every
            position: image, model, class, label, row, col, y, x, height, width, score,
            drop (y, x, height, width in pixels of the model's input; score is the
            probability, or the logit with SCORE LOGIT; drop = score without patch −
            score). INTO writes a picture (.png), an array of drops (.npy) or rows
            (.csv).

        AT THE PROMPT
            .help shows examples; .quit, .exit or Ctrl-D leaves. Enter runs a statement
            that ends with a semicolon and otherwise begins another line. Up and Down
            recall earlier statements. Ctrl-C cancels the statement that is running, or
            gives up the one being typed.

        EXIT STATUS
            0       all statements ran; also when leaving the prompt
            1       a statement failed; those after it did not run
            2       wrong usage: an unknown option, a missing value, or a script or
                    catalog that cannot be opened
            130     cancelled with Ctrl-C

        ENVIRONMENT
            TERM, COLORTERM
                    Which colours a picture has: all with COLORTERM=truecolor, 256 with
                    a TERM such as xterm-256color, otherwise shades without colour.
            NO_COLOR
                    When set, pictures have shades and no colour.
            XDG_STATE_HOME, HOME
                    Where earlier statements are kept: $XDG_STATE_HOME/krypton/history,
                    or ~/.krypton_history.
            KRYPTON_DEBUG
                    When 1, an unexpected error shows where it happened.

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

    public const string Summary = "";

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
        .quit, .exit    leave; Ctrl-D too
        Ctrl-C          cancels the statement that is running, or gives up the one being typed
        Up, Down        recall earlier statements
        """;
}
