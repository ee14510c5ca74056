namespace Krypton.Statements;

/// <summary>What a reader of an answer should know of the model that gave it.</summary>
internal static class ModelNotes
{
    public static IReadOnlyList<string> Of(SessionContext.ReadyModel model) => model.Options.Origin == "default"
        ? [$"model '{model.Bound.Name}' says nothing of its preprocessing, so pixels are divided by 255; say otherwise with CREATE MODEL … WITH (mean = …, std = …)"]
        : [];
}
