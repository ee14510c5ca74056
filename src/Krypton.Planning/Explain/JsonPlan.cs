using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Krypton.Planning.Explain;

/// <summary>A plan for programs: seconds, bytes and operations as plain numbers.</summary>
internal static class JsonPlan
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Render(PlanDescription plan)
    {
        var root = new JsonObject
        {
            ["plan"] = new JsonArray([.. plan.Roots.Select(Operator)]),
            ["rules"] = Strings(plan.Rules),
            ["offRules"] = Strings(plan.OffRules),
            ["estimatedSeconds"] = plan.Estimate,
        };
        if (plan.Rejected is { } rejected)
        {
            root["rejected"] = Strings(rejected);
        }

        if (plan.Devices.Count > 0)
        {
            root["devices"] = Strings(plan.Devices);
        }

        if (plan.Actual is { } actual)
        {
            root["actualSeconds"] = actual;
        }

        return root.ToJsonString(Indented);
    }

    private static JsonArray Strings(IEnumerable<string> items) => new([.. items.Select(i => JsonValue.Create(i))]);

    private static JsonObject Operator(OperatorDescription op)
    {
        var json = new JsonObject { ["operator"] = op.Name };
        if (op.Label is { } label)
        {
            json["label"] = label;
        }

        if (op.Repeated)
        {
            return json;
        }

        foreach (var (name, value) in op.Facts)
        {
            json[name] = value;
        }

        if (op.Estimate is { } e)
        {
            json["estimated"] = new JsonObject { ["seconds"] = e.Seconds, ["flops"] = e.Flops, ["bytes"] = e.Bytes, ["positions"] = e.Positions };
        }

        if (op.Actual is { } a)
        {
            json["actual"] = new JsonObject { ["seconds"] = a.Seconds, ["flops"] = a.Flops, ["bytes"] = a.Bytes, ["positions"] = a.Positions };
        }

        if (op.Layers.Count > 0)
        {
            json["layers"] = new JsonArray([.. op.Layers.Select(Layer)]);
        }

        if (op.LayersNote is { } note)
        {
            json["layersNote"] = note;
        }

        json["inputs"] = new JsonArray([.. op.Children.Select(Operator)]);
        return json;
    }

    private static JsonObject Layer(LayerDescription l) => new()
    {
        ["node"] = l.Node,
        ["name"] = l.Name,
        ["kernel"] = l.Kernel,
        ["output"] = l.Shape,
        ["changed"] = l.Changed,
        ["flops"] = l.Flops,
        ["seconds"] = l.Seconds,
        ["estimatedSeconds"] = l.Estimated,
        ["peakShare"] = l.PeakShare,
    };
}
