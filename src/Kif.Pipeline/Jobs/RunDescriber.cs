using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Kif.Pipeline.Comparison;
using Kif.Pipeline.Output;

namespace Kif.Pipeline.Jobs;

/// <summary>What a run was asked to do, and with which model, versions and machine.</summary>
internal static class RunDescriber
{
    private static readonly JsonSerializerOptions Names = new() { Converters = { new JsonStringEnumConverter() } };

    public static RunDescription Of(CompareSettings settings, IReadOnlyList<StrategyChoice> strategies, string modelFolder, TaskStream stream, string command)
    {
        var flat = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Flatten(JsonSerializer.SerializeToNode(settings, Names)!, "", flat);
        return new(command, settings.Model, ModelFolderHash.Weights(modelFolder), settings.Data, [.. stream.Tasks.Select(t => t.Name)], settings.Strategies, flat, new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["kif"] = typeof(RunDescriber).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
            ["torchsharp"] = typeof(torch).Assembly.GetName().Version?.ToString() ?? "",
            ["dotnet"] = RuntimeInformation.FrameworkDescription,
            ["os"] = RuntimeInformation.OSDescription,
            ["architecture"] = RuntimeInformation.ProcessArchitecture.ToString(),
            ["threads"] = torch.get_num_threads().ToString(),
        })
        {
            Compositions = strategies.Where(s => s.Description is not null).ToDictionary(s => s.Name, s => s.Description!.ToNode()),
        };
    }

    private static void Flatten(JsonNode node, string path, SortedDictionary<string, string> flat)
    {
        if (node is JsonObject o)
        {
            foreach ((string key, JsonNode? value) in o)
                if (value is not null) Flatten(value, path.Length == 0 ? key.ToLowerInvariant() : $"{path}.{key.ToLowerInvariant()}", flat);
        }
        else flat[path] = node is JsonArray a ? string.Join(',', a) : node.ToString();
    }
}
