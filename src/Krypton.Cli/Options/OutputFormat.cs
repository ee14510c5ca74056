namespace Krypton.Cli.Options;

/// <summary>How answers are printed: for people, or for programs.</summary>
internal enum OutputFormat
{
    Table,
    Box,
    Markdown,
    Csv,
    Json,
}
