using static Krypton.Sql.Tests.Parsing;

namespace Krypton.Sql.Tests;

/// <summary>Whole messages, as a person reads them.</summary>
public class SyntaxErrorTests
{
    private static void Fails(string script, string message) => Assert.Equal(message, Message(script));

    [Fact]
    public void A_script_that_starts_with_no_statement_names_the_statements() => Fails("FETCH * FROM x", """
        error: unexpected 'FETCH' at line 1, column 1
          FETCH * FROM x
          ^^^^^
          expected EXPLAIN, PREDICT, CREATE, REFRESH, DROP, SHOW, DESCRIBE, SET, BEGIN, RUN, CANCEL, SELECT, VALUES, INSERT, UPDATE, DELETE, COPY, DIFF, ANALYZE or WITH
        """);

    [Fact]
    public void A_mistyped_keyword_is_suggested_beside_what_else_was_expected() => Fails("EXPLAIN OCCLUSION ON a USING b\n\tWITH PATCH 16 STRID 4;", """
        error: unexpected 'STRID' at line 2, column 16
          	WITH PATCH 16 STRID 4;
          	              ^^^^^
          did you mean STRIDE? (expected x, STRIDE, FILL, REGION, SCORE, APPROX, METRIC, OUTPUT, WITHIN, MEMORY, INTO, ',' or ';')
        """);

    [Fact]
    public void A_mistyped_keyword_that_alone_was_expected_is_said_once() => Fails("PREDICT a USNG b", """
        error: unexpected 'USNG' at line 1, column 11
          PREDICT a USNG b
                    ^^^^
          did you mean USING?
        """);

    [Fact]
    public void Only_the_first_mistake_is_reported_whichever_stage_notices_it() => Fails("DROP MODEL \"\"; SHOW MODLES; 'never closed", """
        error: a name cannot be empty at line 1, column 12
          DROP MODEL ""; SHOW MODLES; 'never closed
                     ^^
          write it between the quotes: "name"
        """);

    [Fact]
    public void A_repeated_clause_is_named_with_both_places() => Fails("EXPLAIN OCCLUSION ON a USING b WITH patch 16 STRIDE 4\n  Patch 8", """
        error: PATCH is given twice at line 2, column 3
            Patch 8
            ^^^^^
          keep one of them; the first is at line 1, column 37
        """);

    [Fact]
    public void A_repeated_option_is_named_with_both_places() => Fails("CREATE MODEL m FROM 'f' WITH (mean = 1, Mean = 2)", """
        error: Mean is given twice at line 1, column 41
          CREATE MODEL m FROM 'f' WITH (mean = 1, Mean = 2)
                                                  ^^^^
          keep one of them; the first is at line 1, column 31
        """);

    [Fact]
    public void Or_replace_and_if_not_exists_exclude_each_other() => Fails("CREATE OR REPLACE MODEL IF NOT EXISTS m FROM 'x'", """
        error: OR REPLACE and IF NOT EXISTS contradict each other at line 1, column 25
          CREATE OR REPLACE MODEL IF NOT EXISTS m FROM 'x'
                                  ^^^^^^^^^^^^^
          keep OR REPLACE to overwrite what has this name, or IF NOT EXISTS to leave it
        """);

    [Fact]
    public void A_view_is_replaced_or_kept_and_not_both() =>
        Assert.Equal(
            "OR REPLACE and IF NOT EXISTS contradict each other",
            Error("CREATE OR REPLACE MATERIALIZED VIEW IF NOT EXISTS v AS EXPLAIN OCCLUSION ON a USING b").Problem);

    [Fact]
    public void A_clause_without_with_is_given_its_with() => Fails("EXPLAIN OCCLUSION ON a USING b PATCH 16", """
        error: unexpected 'PATCH' at line 1, column 32
          EXPLAIN OCCLUSION ON a USING b PATCH 16
                                         ^^^^^
          did you mean WITH PATCH? (expected FOR, WITH, INTO or ';')
        """);

    [Fact]
    public void A_plan_of_a_query_without_its_explain_is_given_one()
    {
        Fails("EXPLAIN PLAN FOR OCCLUSION ON a USING b", """
            error: unexpected 'OCCLUSION' at line 1, column 18
              EXPLAIN PLAN FOR OCCLUSION ON a USING b
                               ^^^^^^^^^
              did you mean EXPLAIN OCCLUSION? (expected EXPLAIN, SELECT or BATCH)
            """);
        Fails("EXPLAIN ANALYZE OCCLUSION ON a USING b", """
            error: unexpected 'OCCLUSION' at line 1, column 17
              EXPLAIN ANALYZE OCCLUSION ON a USING b
                              ^^^^^^^^^
              did you mean EXPLAIN OCCLUSION? (expected EXPLAIN, BATCH or '(')
            """);
        Fails("CREATE MATERIALIZED VIEW v AS OCCLUSION ON a USING b", """
            error: unexpected 'OCCLUSION' at line 1, column 31
              CREATE MATERIALIZED VIEW v AS OCCLUSION ON a USING b
                                            ^^^^^^^^^
              did you mean EXPLAIN OCCLUSION? (expected EXPLAIN)
            """);
    }

    [Fact]
    public void A_plan_without_for_and_an_analysis_with_it_are_told_apart()
    {
        Fails("EXPLAIN PLAN EXPLAIN OCCLUSION ON a USING b", """
            error: unexpected 'EXPLAIN' at line 1, column 14
              EXPLAIN PLAN EXPLAIN OCCLUSION ON a USING b
                           ^^^^^^^
              expected FOR or '('
            """);
        Fails("EXPLAIN ANALYZE (VERBOSE) FOR BATCH", """
            error: unexpected 'FOR' at line 1, column 27
              EXPLAIN ANALYZE (VERBOSE) FOR BATCH
                                        ^^^
              expected EXPLAIN or BATCH; only EXPLAIN PLAN takes FOR
            """);
    }

    [Fact]
    public void Options_of_a_plan_are_listed_once_each()
    {
        Fails("EXPLAIN PLAN () FOR BATCH", """
            error: unexpected ')' at line 1, column 15
              EXPLAIN PLAN () FOR BATCH
                            ^
              expected FORMAT or VERBOSE
            """);
        Fails("EXPLAIN PLAN (VERBOSE, 5) FOR BATCH", """
            error: unexpected number 5 at line 1, column 24
              EXPLAIN PLAN (VERBOSE, 5) FOR BATCH
                                     ^
              expected FORMAT
            """);
        Fails("EXPLAIN ANALYZE (FORMAT json, Format text) BATCH", """
            error: FORMAT is given twice at line 1, column 31
              EXPLAIN ANALYZE (FORMAT json, Format text) BATCH
                                            ^^^^^^
              keep one of them; the first is at line 1, column 18
            """);
        Fails("EXPLAIN PLAN (FORMAT 'json') FOR BATCH", """
            error: unexpected string 'json' at line 1, column 22
              EXPLAIN PLAN (FORMAT 'json') FOR BATCH
                                   ^^^^^^
              expected TEXT, JSON or MERMAID
            """);
        Fails("EXPLAIN PLAN (VERBOSE FOR BATCH", """
            error: unexpected 'FOR' at line 1, column 23
              EXPLAIN PLAN (VERBOSE FOR BATCH
                                    ^^^
              expected ',' or ')' to close the '(' at line 1, column 14
            """);
    }

    [Fact]
    public void A_view_that_writes_a_file_is_refused_at_into() => Fails("CREATE MATERIALIZED VIEW v AS\n  EXPLAIN OCCLUSION ON a USING b WITH PATCH 16 INTO 'c.png'", """
        error: a materialized view has no INTO at line 2, column 48
            EXPLAIN OCCLUSION ON a USING b WITH PATCH 16 INTO 'c.png'
                                                         ^^^^
          leave it out: a view keeps its answer in the catalog and writes no file
        """);

    [Fact]
    public void Inside_a_view_into_is_not_expected() => Fails("CREATE MATERIALIZED VIEW v AS EXPLAIN OCCLUSION ON a USING b 5", """
        error: unexpected number 5 at line 1, column 62
          CREATE MATERIALIZED VIEW v AS EXPLAIN OCCLUSION ON a USING b 5
                                                                       ^
          expected FOR, WITH or ';'
        """);

    [Fact]
    public void A_view_is_materialized() => Fails("DROP VIEW v", """
        error: unexpected 'VIEW' at line 1, column 6
          DROP VIEW v
               ^^^^
          did you mean MATERIALIZED VIEW? (expected MODEL, IMAGE, COLLECTION, MATERIALIZED or TABLE)
        """);

    [Fact]
    public void A_view_needs_a_name() => Fails("CREATE MATERIALIZED VIEW AS EXPLAIN OCCLUSION ON a USING b", """
        error: unexpected 'AS' at line 1, column 26
          CREATE MATERIALIZED VIEW AS EXPLAIN OCCLUSION ON a USING b
                                   ^^
          expected IF or a name; to use the keyword as a name, put it in double quotes: "AS"
        """);

    [Fact]
    public void A_batch_does_not_nest() => Fails("BEGIN BATCH EXPLAIN OCCLUSION ON a USING b", """
        error: unexpected 'EXPLAIN' at line 1, column 13
          BEGIN BATCH EXPLAIN OCCLUSION ON a USING b
                      ^^^^^^^
          expected ';'
        """);

    [Fact]
    public void Clauses_out_of_order_are_told_the_order() => Fails("EXPLAIN OCCLUSION ON a USING b INTO 'c.png' WITH PATCH 16", """
        error: unexpected 'WITH' at line 1, column 45
          EXPLAIN OCCLUSION ON a USING b INTO 'c.png' WITH PATCH 16
                                                      ^^^^
          expected ';'; the order is FOR, WITH, INTO
        """);

    [Fact]
    public void A_comma_between_clauses_is_one_too_many() => Fails("EXPLAIN OCCLUSION ON a USING b WITH PATCH 16, STRIDE 8", """
        error: unexpected 'STRIDE' at line 1, column 47
          EXPLAIN OCCLUSION ON a USING b WITH PATCH 16, STRIDE 8
                                                        ^^^^^^
          expected a number or a parameter; commas go between patches, not between clauses
        """);

    [Fact]
    public void A_comma_behind_another_clause_is_one_too_many() => Fails("EXPLAIN OCCLUSION ON a USING b WITH STRIDE 8, PATCH 16", """
        error: unexpected ',' at line 1, column 45
          EXPLAIN OCCLUSION ON a USING b WITH STRIDE 8, PATCH 16
                                                      ^
          expected x, PATCH, FILL, REGION, SCORE, APPROX, METRIC, OUTPUT, WITHIN, MEMORY, INTO or ';'; no commas go between clauses
        """);

    [Fact]
    public void A_parenthesis_that_is_not_closed_is_pointed_out() => Fails("EXPLAIN OCCLUSION ON a USING b WITH REGION (1, 2, 3, 4 STRIDE 3", """
        error: unexpected 'STRIDE' at line 1, column 56
          EXPLAIN OCCLUSION ON a USING b WITH REGION (1, 2, 3, 4 STRIDE 3
                                                                 ^^^^^^
          expected ')' to close the '(' at line 1, column 44
        """);

    [Fact]
    public void A_list_of_options_that_is_not_closed_is_pointed_out() => Fails("CREATE MODEL m FROM 'f'\n  WITH (a = 1\n;", """
        error: unexpected ';' at line 3, column 1
          ;
          ^
          expected ',' or ')' to close the '(' at line 2, column 8
        """);

    [Fact]
    public void A_parenthesis_that_was_not_opened_is_pointed_out() => Fails("EXPLAIN OCCLUSION ON a USING b WITH FILL COLOR (1, 2, 3))", """
        error: unexpected ')': no '(' is open at line 1, column 57
          EXPLAIN OCCLUSION ON a USING b WITH FILL COLOR (1, 2, 3))
                                                                  ^
          expected PATCH, STRIDE, REGION, SCORE, APPROX, METRIC, OUTPUT, WITHIN, MEMORY, INTO or ';'
        """);

    [Fact]
    public void A_string_where_a_number_belongs_is_shown_as_a_string() => Fails("PREDICT a USING b TOP '5'", """
        error: unexpected string '5' at line 1, column 23
          PREDICT a USING b TOP '5'
                                ^^^
          expected a number or a parameter
        """);

    [Fact]
    public void A_bare_word_where_a_string_belongs_is_told_about_quotes() => Fails("EXPLAIN OCCLUSION ON a USING b FOR CLASS dog", """
        error: unexpected 'dog' at line 1, column 42
          EXPLAIN OCCLUSION ON a USING b FOR CLASS dog
                                                   ^^^
          expected a number, a string or a parameter; a string goes in single quotes
        """);

    [Fact]
    public void A_bare_file_name_is_told_about_quotes()
    {
        Fails("PREDICT dog.png USING m", """
            error: unexpected '.' at line 1, column 12
              PREDICT dog.png USING m
                         ^
              expected USING; a file name goes in single quotes: 'images/dog.png'
            """);
        Fails("PREDICT images/dog USING m", """
            error: unexpected character '/' at line 1, column 15
              PREDICT images/dog USING m
                            ^
              expected USING; a file name goes in single quotes: 'images/dog.png'
            """);
    }

    [Fact]
    public void A_keyword_where_a_name_belongs_is_told_about_quotes() => Fails("DROP MODEL set", """
        error: unexpected 'set' at line 1, column 12
          DROP MODEL set
                     ^^^
          expected IF or a name; to use the keyword as a name, put it in double quotes: "set"
        """);

    [Fact]
    public void A_parameter_cannot_name_what_is_created() => Fails("CREATE MODEL @m FROM 'f'", """
        error: unexpected parameter @m at line 1, column 14
          CREATE MODEL @m FROM 'f'
                       ^^
          expected IF or a name
        """);

    [Fact]
    public void A_negative_number_is_refused_where_only_positive_ones_make_sense() => Fails("EXPLAIN OCCLUSION ON a USING b WITH REGION (-1, 2, 3, 4)", """
        error: a number cannot be negative here at line 1, column 45
          EXPLAIN OCCLUSION ON a USING b WITH REGION (-1, 2, 3, 4)
                                                      ^
          expected a number or a parameter
        """);

    [Fact]
    public void A_number_beyond_all_numbers_is_refused()
    {
        Fails("SET a = 1e999", """
            error: this number is too large at line 1, column 9
              SET a = 1e999
                      ^^^^^
              the largest is 1.7976931348623157E+308
            """);
        var width = new string('9', 400);
        Assert.Equal(width, Covered($"DESCRIBE MODEL m WITH PATCH 1x{width}", Error($"DESCRIBE MODEL m WITH PATCH 1x{width}").Span));
    }

    [Fact]
    public void A_text_that_ends_too_early_points_behind_its_last_word() => Fails("SHOW MODELS;\nSET threads = -- how many?\n\n", """
        error: the query ends too early at line 2, column 14
          SET threads = -- how many?
                       ^
          expected a name, a number, a string or a parameter
        """);

    [Fact]
    public void A_text_that_ends_too_early_points_behind_a_string_of_several_lines() => Fails("PREDICT 'a\nbc'", """
        error: the query ends too early at line 2, column 4
          bc'
             ^
          expected USING
        """);

    [Fact]
    public void Two_statements_need_a_semicolon_between_them() => Fails("SHOW MODELS SHOW IMAGES", """
        error: unexpected 'SHOW' at line 1, column 13
          SHOW MODELS SHOW IMAGES
                      ^^^^
          expected ';'
        """);

    [Fact]
    public void A_missing_word_is_named() => Fails("SET threads 2", """
        error: unexpected number 2 at line 1, column 13
          SET threads 2
                      ^
          expected '='
        """);

    [Fact]
    public void A_long_string_is_quoted_in_part() =>
        Assert.Equal($"unexpected string '{new string('a', 39)}…", Error($"SHOW '{new string('a', 1000)}'").Problem);

    [Fact]
    public void A_string_of_several_lines_is_quoted_in_part() => Assert.Equal("unexpected string 'one…", Error("SHOW 'one\ntwo'").Problem);
}
