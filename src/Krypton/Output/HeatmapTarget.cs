using Krypton.Imaging;
using Krypton.Planning.Logical;
using Krypton.Relations;
using Krypton.Results;
using Krypton.Sql;

namespace Krypton.Output;

/// <summary>Where INTO writes: a PNG overlay, an .npy array of drops, or rows as .csv, .json or .parquet, by the file's ending.</summary>
internal sealed class HeatmapTarget
{
    private static readonly string[] Placeholders = ["{image}", "{model}", "{label}", "{patch}"];

    private readonly string _template;
    private readonly SourceSpan _span;

    /// <exception cref="QueryException">The ending is unknown, or several heatmaps would go to one file.</exception>
    public HeatmapTarget(string template, LogicalOcclusion query, SourceSpan span)
    {
        (_template, _span) = (template, span);
        if (Extension is not (".png" or ".npy" or ".csv" or ".json" or ".parquet"))
        {
            throw new QueryException($"'{template}' does not say what to write", span, "end the file's name in .png (picture), .npy (array of drops), or .csv, .json or .parquet (rows)");
        }

        var unknown = template.Split('{').Skip(1).Select(part => "{" + part.Split('}')[0] + "}").FirstOrDefault(p => !Placeholders.Contains(p));
        if (unknown is not null)
        {
            throw new QueryException($"'{unknown}' in the file's name is unknown", span, $"use {string.Join(", ", Placeholders)}");
        }

        var names = query.Images.Select(i => i.Name).ToList();
        if (names.Count > 1 && !template.Contains("{image}", StringComparison.Ordinal))
        {
            throw new QueryException($"{names.Count} images would be written to one file", span, "put {image} into the file's name");
        }

        if (query.Classes is TopChoice { Count: > 1 } top && !template.Contains("{label}", StringComparison.Ordinal))
        {
            throw new QueryException($"the heatmaps of {top.Count} classes would be written to one file", span, "put {label} into the file's name");
        }

        if (names.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is { } twice && template.Contains("{image}", StringComparison.Ordinal))
        {
            throw new QueryException($"{twice.Count()} images are called '{twice.Key}', so their heatmaps would be written to one file", span, "explain the folders one by one");
        }
    }

    private string Extension => Path.GetExtension(_template).ToLowerInvariant();

    /// <summary>Writes one heatmap; returns the file's path.</summary>
    /// <exception cref="QueryException">The file cannot be written.</exception>
    public string Write(Heatmap heatmap)
    {
        var path = _template
            .Replace("{image}", FileName(heatmap.Image), StringComparison.Ordinal)
            .Replace("{model}", FileName(heatmap.Model), StringComparison.Ordinal)
            .Replace("{label}", FileName(heatmap.Label), StringComparison.Ordinal)
            .Replace("{patch}", Patch(heatmap.AveragedFrom ?? heatmap.Grid), StringComparison.Ordinal);
        try
        {
            switch (Extension)
            {
                case ".png":
                    ImageFile.SavePng(HeatmapPicture.Render(heatmap), path);
                    break;
                case ".npy":
                    HeatmapFiles.SaveNpy(heatmap.Drop, path);
                    break;
                default:
                    OutputFile.Write(path, RelationFile.Encode(HeatmapRelation.Of([heatmap]), Extension));
                    break;
            }
        }
        catch (ImageException e)
        {
            throw new QueryException(e.Message.TrimEnd('.'), _span, inner: e);
        }

        return path;
    }

    private static string Patch(PatchGrid grid) => grid.PatchHeight == grid.PatchWidth ? $"{grid.PatchHeight}" : $"{grid.PatchHeight}x{grid.PatchWidth}";

    /// <summary>A label as part of a file's name: without what file systems refuse or read as folders.</summary>
    private static string FileName(string text)
    {
        var safe = string.Concat(text.Select(c => char.IsControl(c) || "\\/:*?\"<>|{}".Contains(c) ? '_' : c)).Trim().TrimStart('.');
        return safe.Length > 80 ? safe[..80].Trim() : safe.Length == 0 ? "_" : safe;
    }
}
